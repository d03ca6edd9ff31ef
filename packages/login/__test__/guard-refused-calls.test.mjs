// Calls that cost no SMS and that the service refuses: they need a limit, too.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { fakeClient } from './support/fake-client.mjs';
import { KINDS, post } from './support/handlers.mjs';
import { clientOf, login as kit } from './support/service.mjs';
import { addresses, numbers, simulatedGuard } from './support/simulated-guard.mjs';

describe('a send that the service rejects', () => {
  test('gives back what it took, even with limits of one', async () => {
    const one = { max: 1, windowSeconds: 3600 };
    const limits = { phone: one, prefix: one, address: one, device: one, user: one, project: one };
    const { send } = simulatedGuard({
      limits: { ...limits, country: one },
      budget: { perHour: 1, perDay: 1 },
    });
    const attempt = { phone: '+4366412345678', ip: '192.0.2.1', device: 'd', user: 'u' };
    for (let n = 0; n < 20; n += 1) {
      assert.equal((await send(attempt, 'rejected')).action, 'allow', String(n));
    }
    assert.equal((await send(attempt)).action, 'allow');
    assert.equal((await send(attempt)).action, 'refuse');
  });

  for (const source of ['ip', 'device', 'user']) {
    test(`is counted against its ${source}`, async () => {
      const { send, pass } = simulatedGuard();
      const next = numbers();
      const ip = addresses();
      const attempt = () => ({ phone: next(), ip: ip(), [source]: '203.0.113.1' });
      let allowed = 0;
      let last;
      for (let n = 0; n < 500; n += 1) {
        last = await send(attempt(), 'rejected');
        if (last.action === 'allow') allowed += 1;
      }
      assert.equal(allowed, 100);
      assert.deepEqual([last.reason, last.rule], ['slow_down', 'rejected']);
      assert.equal(last.retryAfterSeconds, 36);
      // Others go on.
      assert.equal((await send({ phone: next(), ip: ip() })).action, 'allow');
      pass(37);
      assert.equal((await send(attempt(), 'rejected')).action, 'allow');
      assert.equal((await send(attempt(), 'rejected')).action, 'refuse');
    });
  }

  test('has no limit where that is switched off', async () => {
    const { send } = simulatedGuard({ limits: { rejected: false } });
    const next = numbers();
    for (let n = 0; n < 200; n += 1) {
      const { action } = await send({ phone: next(), ip: '192.0.2.1' }, 'rejected');
      assert.equal(action, 'allow');
    }
  });

  test('is counted where sends by address are not', async () => {
    const { send } = simulatedGuard({ limits: { address: false, rejected: { max: 3 } } });
    const next = numbers();
    const actions = [];
    for (let n = 0; n < 4; n += 1) {
      actions.push((await send({ phone: next(), ip: '192.0.2.1' }, 'rejected')).action);
    }
    assert.deepEqual(actions, ['allow', 'allow', 'allow', 'refuse']);
  });
});

describe('a proof', () => {
  test('that is false uses up the limit of its address, and of no other', async () => {
    const { prove, pass } = simulatedGuard();
    const actions = [];
    for (let n = 0; n < 100; n += 1) {
      actions.push((await prove({ ip: '192.0.2.1' }, 'refused')).action);
    }
    assert.equal(actions.filter((action) => action === 'allow').length, 30);
    const refused = await prove({ ip: '192.0.2.1' });
    assert.deepEqual([refused.reason, refused.rule], ['slow_down', 'proofs']);
    assert.equal(refused.retryAfterSeconds, 120);
    assert.equal((await prove({ ip: '192.0.2.2' })).action, 'allow');
    pass(121);
    assert.equal((await prove({ ip: '192.0.2.1' })).action, 'allow');
  });

  test('that is accepted, or that the service never saw, costs nothing', async () => {
    const { prove } = simulatedGuard({ limits: { proofs: { max: 2 } } });
    for (let n = 0; n < 50; n += 1) {
      const result = n % 2 ? 'accepted' : 'not_tried';
      assert.equal((await prove({ ip: '192.0.2.1' }, result)).action, 'allow');
    }
  });

  test('counts by device without an address, and not at all without both', async () => {
    const { prove } = simulatedGuard({ limits: { proofs: { max: 1 } } });
    assert.equal((await prove({ device: 'd' }, 'refused')).action, 'allow');
    assert.equal((await prove({ device: 'd' }, 'refused')).action, 'refuse');
    assert.equal((await prove({ user: 'd' }, 'refused')).action, 'allow');
    for (let n = 0; n < 50; n += 1) assert.equal((await prove({}, 'refused')).action, 'allow');
  });

  test('is settled once, by the guard that decided, with a known result', async () => {
    const { guard } = simulatedGuard({ limits: { proofs: { max: 1 } } });
    const decision = await guard.checkProof({ ip: '192.0.2.1' });
    await assert.rejects(guard.settleProof(decision, 'sent'), TypeError);
    await simulatedGuard().guard.settleProof(decision, 'accepted');
    assert.equal((await guard.checkProof({ ip: '192.0.2.1' })).action, 'refuse');
    await guard.settleProof(decision, 'accepted');
    await guard.settleProof(decision, 'accepted');
    assert.equal((await guard.checkProof({ ip: '192.0.2.1' })).action, 'allow');
    assert.equal((await guard.checkProof({ ip: '192.0.2.1' })).action, 'refuse');
    await assert.rejects(guard.checkProof(), TypeError);
    await assert.rejects(guard.checkProof({ ip: 7 }), TypeError);
  });

  test('that the service cannot judge counts, and one that it never saw does not', async () => {
    const answers = { rejected: 30, unknown: 30, not_sent: 100 };
    for (const [outcome, count] of Object.entries(answers)) {
      let calls = 0;
      const client = {
        ...fakeClient(),
        async validateVerificationToken() {
          calls += 1;
          throw Object.assign(new Error('x'), { code: 'BAXVERIFY_NETWORK_ERROR', outcome });
        },
      };
      const { accept } = kit.createPhoneLogin({ client });
      for (let n = 0; n < 100; n += 1) {
        await assert.rejects(accept({ token: 'a.b.c', ip: '192.0.2.1' }));
      }
      assert.equal(calls, count, outcome);
    }
  });
});

for (const kind of Object.keys(KINDS)) {
  test(`one address cannot make the service refuse without end: ${kind}`, async (t) => {
    const emulator = await startEmulator({ sendLimit: 0 });
    t.after(() => emulator.stop());
    const client = clientOf(emulator);
    let calls = 0;
    const counted = {
      toJSON: () => client.toJSON(),
      sendOtp: async () => {
        calls += 1;
        throw Object.assign(new Error('no'), {
          code: 'BAXVERIFY_INVALID_PHONE',
          outcome: 'rejected',
        });
      },
      verifyOtp: (...args) => client.verifyOtp(...args),
      validateVerificationToken: (...args) => {
        calls += 1;
        return client.validateVerificationToken(...args);
      },
    };
    const login = kit.createPhoneLogin({ client: counted });
    const options = { login, clientAddress: { trustedProxies: 1 }, onVerified: () => undefined };
    const { call } = await KINDS[kind](t, options);
    const from = (ip) => ({ 'x-forwarded-for': ip });

    for (let n = 0; n < 200; n += 1) {
      const body = { phone: `+4366${10_000_000 + 23_457 * n}` };
      await post(call, '/login/send', body, from('203.0.113.1'));
    }
    assert.equal(calls, 100);

    calls = 0;
    const flood = Array.from({ length: 300 }, () =>
      post(call, '/login/proof', { token: 'a.b.c' }, from('203.0.113.1')),
    );
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    assert.equal(calls, 30);
    assert.equal(statuses.filter((status) => status === 429).length, 270);
    // The proofs of others are still good.
    const phone = '+4366412345678';
    await client.sendOtp({ phone, purpose: 'LOGIN' });
    const { accessToken } = await client.verifyOtp({ phone, code: emulator.codeFor(phone) });
    const { status } = await post(call, '/auth/phone-login', { accessToken }, from('203.0.113.2'));
    assert.equal(status, 200);
  });
}

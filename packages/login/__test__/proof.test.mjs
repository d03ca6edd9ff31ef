import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { fakeClient, reasonOf, refuses } from './support/fake-client.mjs';
import { fakeGuard } from './support/guard.mjs';
import { clientOf, login, newPhone, sdk } from './support/service.mjs';

const { createPhoneLogin } = login;

let emulator;
let client;
before(async () => {
  emulator = await startEmulator({ sendLimit: 0 });
  client = clientOf(emulator);
});
after(() => emulator.stop());

const open = (options) => createPhoneLogin({ client, guard: fakeGuard(), ...options });
const ip = '192.0.2.1';

/** A proof as another server would bring it. */
async function proofOf(phone, purpose = 'LOGIN', from = client, at = emulator) {
  await from.sendOtp({ phone, purpose });
  return (await from.verifyOtp({ phone, code: at.codeFor(phone) })).accessToken;
}

describe('a proof', () => {
  test('logs in once', async () => {
    const phone = newPhone();
    const token = await proofOf(phone);
    const { accept } = open();
    assert.deepEqual(await accept({ token }), { phone });
    await refuses(accept({ token }), 'proof_refused', 401);
  });

  test('logs in once, however often it comes at the same time', async () => {
    const phone = newPhone();
    const token = await proofOf(phone);
    const { accept } = open();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => accept({ token })));
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('of another purpose, of another project, or an old one is refused', async () => {
    const { accept } = open();
    await refuses(accept({ token: await proofOf(newPhone(), 'CHANGE') }), 'proof_refused', 401);
    const token = await proofOf(newPhone());
    emulator.advance({ minutes: 16 });
    await refuses(accept({ token }), 'proof_refused', 401);
    const project = emulator.createProject();
    const foreign = await proofOf(newPhone(), 'LOGIN', clientOf(project), project);
    await refuses(accept({ token: foreign }), 'proof_refused', 401);
    assert.ok(
      (await open({ purpose: 'CHANGE' }).accept({ token: await proofOf(newPhone(), 'CHANGE') }))
        .phone,
    );
  });

  test('that cannot be one is refused without a call', async () => {
    const { accept } = open({
      client: { ...fakeClient(), validateVerificationToken: () => assert.fail('called') },
    });
    const none = [
      '',
      'x',
      'a.b',
      'a.b.c.d',
      'a.b.c ',
      'a.b.\u00e4',
      undefined,
      null,
      7,
      {},
      ['a.b.c'],
    ];
    none.push(`a.b.${'c'.repeat(50_000)}`, '.'.repeat(50_000), 'a.b.c\n');
    for (const token of none) await refuses(accept({ token }), 'proof_refused', 401);
  });

  test('that is made up leaves the others room, however many come', async () => {
    let waiting = 0;
    let release;
    const released = new Promise((resolve) => {
      release = resolve;
    });
    const slow = {
      ...fakeClient(),
      validateVerificationToken: async () => {
        waiting += 1;
        await released;
        throw new sdk.BaxVerifyError({
          code: 'BAXVERIFY_TOKEN_INVALID',
          message: 'm',
          outcome: 'rejected',
        });
      },
    };
    const { accept, send } = open({ client: slow });
    const flood = Array.from({ length: 1000 }, () => reasonOf(accept({ token: 'a.b.c' })));
    assert.equal((await send({ phone: newPhone(), ip })).expiresInSeconds, 600);
    assert.equal(waiting, 64);
    release();
    const reasons = (await Promise.all(flood)).map(({ reason }) => reason);
    assert.equal(reasons.filter((reason) => reason === 'proof_refused').length, 64);
    assert.equal(reasons.filter((reason) => reason === 'slow_down').length, 936);
    await refuses(accept({ token: 'a.b.c' }), 'proof_refused', 401);
  });

  test('may be good for another try where the service was not reached', async () => {
    const unreached = clientOf({ url: 'http://127.0.0.1:1/v1', projectId: 'p', apiKey: 'k' });
    await refuses(open({ client: unreached }).accept({ token: 'a.b.c' }), 'unavailable', 503);
    const phone = newPhone();
    const token = await proofOf(phone);
    const rule = emulator.inject({
      route: 'validate-token',
      phone,
      connection: 'reset',
      takesEffect: true,
    });
    await refuses(open().accept({ token }), 'unfinished', 503);
    rule.remove();
  });
});

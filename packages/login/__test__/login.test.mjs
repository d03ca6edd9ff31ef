import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { reasonOf, refuses } from './support/fake-client.mjs';
import { fakeGuard } from './support/guard.mjs';
import { clientOf, login, newPhone } from './support/service.mjs';

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

describe('a login', () => {
  test('sends a code and verifies it, whatever way number and code are typed', async () => {
    const guard = fakeGuard();
    const { send, verify } = open({ guard });
    const phone = newPhone();
    const typed = ` 00${phone.slice(1, 3)} (0)${phone.slice(3, 6)} ${phone.slice(6)} `;
    const attempt = { ip, device: 'd', user: 'u', challenge: 'c' };
    assert.deepEqual(await send({ phone: typed, ...attempt }), {
      phone,
      expiresInSeconds: 600,
      resendAfterSeconds: 30,
    });
    assert.equal(emulator.messages({ phone })[0].purpose, 'LOGIN');
    const code = emulator.codeFor(phone);
    const spaced = `${code.slice(0, 3)}-${code.slice(3)} `;
    assert.deepEqual(await verify({ phone: typed, code: spaced, ...attempt }), { phone });
    assert.deepEqual(
      guard.calls.map(([name, first, second]) => [name, second ?? first]),
      [
        ['checkSend', { phone, ...attempt }],
        ['settleSend', 'sent'],
        ['checkVerify', { phone, ...attempt }],
        ['settleVerify', 'verified'],
      ],
    );
  });

  test('works with the guard that comes by default', async () => {
    const { send, verify } = createPhoneLogin({ client });
    const phone = newPhone();
    const { resendAfterSeconds } = await send({ phone, ip });
    assert.ok(resendAfterSeconds >= 1);
    assert.deepEqual(await verify({ phone, code: emulator.codeFor(phone), ip }), { phone });
  });

  test('takes national numbers of a default country', async () => {
    const phone = newPhone();
    const { send } = open({ defaultCountry: 'AT' });
    assert.equal((await send({ phone: `0${phone.slice(3)}`, ip })).phone, phone);
  });

  test('spends the proof', async () => {
    const seen = [];
    const spy = {
      toJSON: () => client.toJSON(),
      sendOtp: (...args) => client.sendOtp(...args),
      verifyOtp: async (...args) => {
        const result = await client.verifyOtp(...args);
        seen.push(result.accessToken);
        return result;
      },
      validateVerificationToken: (...args) => client.validateVerificationToken(...args),
    };
    const { send, verify } = open({ client: spy });
    const phone = newPhone();
    await send({ phone, ip });
    await verify({ phone, code: emulator.codeFor(phone), ip });
    await assert.rejects(client.validateVerificationToken({ token: seen[0] }), {
      code: 'BAXVERIFY_TOKEN_CONSUMED',
    });
  });

  test('refuses a wrong code, one that is none, an old one, and one too many', async () => {
    const guard = fakeGuard();
    const { send, verify } = open({ guard });
    const phone = newPhone();
    await send({ phone, ip });
    const code = emulator.codeFor(phone);
    const wrong = code === '000000' ? '111111' : '000000';
    guard.calls.length = 0;
    await refuses(verify({ phone, code: wrong, ip }), 'wrong_code', 400);
    assert.deepEqual(
      guard.named('settleVerify').map(([, result]) => result),
      ['wrong_code'],
    );
    guard.calls.length = 0;
    for (const none of ['', 'abc', '12', undefined, null, 123456, ['123456'], '1'.repeat(50_000)]) {
      await refuses(verify({ phone, code: none, ip }), 'wrong_code', 400);
    }
    assert.deepEqual(guard.calls, [], 'what cannot be a code is no guess');
    for (let n = 0; n < 4; n += 1)
      await refuses(verify({ phone, code: wrong, ip }), 'wrong_code', 400);
    await refuses(verify({ phone, code, ip }), 'code_spent', 400);
    const old = newPhone();
    await send({ phone: old, ip });
    emulator.advance({ minutes: 11 });
    await refuses(verify({ phone: old, code: emulator.codeFor(old), ip }), 'code_expired', 400);
    assert.deepEqual(
      new Set(guard.named('settleVerify').map(([, result]) => result)),
      new Set(['wrong_code']),
    );
  });

  test('asks the guard before it sends, and sends nothing without its leave', async () => {
    const said = {
      country_not_served: 403,
      invalid_phone: 400,
      slow_down: 429,
      challenge_required: 403,
      unavailable: 503,
    };
    for (const [reason, status] of Object.entries(said)) {
      const decision = { action: 'refuse', reason, rule: 'budget', retryAfterSeconds: 12.2 };
      const guard = fakeGuard({ send: decision, verify: decision });
      const { send, verify } = open({ guard });
      const phone = newPhone();
      const error = await refuses(send({ phone, ip }), reason, status);
      assert.equal(error.retryAfterSeconds, 13);
      await refuses(verify({ phone, code: '123456', ip }), reason, status);
      assert.equal(emulator.messages({ phone }).length, 0);
      assert.deepEqual(
        guard.calls.map(([name]) => name),
        ['checkSend', 'checkVerify'],
      );
    }
  });

  test('sends nothing where the guard fails or says what nobody knows', async () => {
    const odd = [
      [{ action: 'challenge' }, 'challenge_required', 403],
      [{ action: 'refuse' }, 'unavailable', 503],
      [{ action: 'refuse', reason: 'whatever' }, 'unavailable', 503],
      [{ action: 'ALLOW' }, 'unavailable', 503],
      [{}, 'unavailable', 503],
      [undefined, 'unavailable', 503],
      [null, 'unavailable', 503],
      [true, 'unavailable', 503],
      [() => Promise.reject(new Error('broken')), 'internal', 500],
    ];
    for (const [decision, reason, status] of odd) {
      const decide = typeof decision === 'function' ? decision : () => decision;
      const { send, verify } = open({ guard: fakeGuard({ send: decide, verify: decide }) });
      const phone = newPhone();
      await refuses(send({ phone, ip }), reason, status);
      await refuses(verify({ phone, code: '123456', ip }), reason, status);
      assert.equal(emulator.messages({ phone }).length, 0);
    }
  });

  test('stands a guard that cannot settle', async () => {
    const guard = { ...fakeGuard() };
    guard.settleSend = () => {
      throw new Error('broken');
    };
    guard.settleVerify = () => Promise.reject(new Error('broken'));
    const { send, verify } = open({ guard });
    const phone = newPhone();
    assert.equal((await send({ phone, ip })).resendAfterSeconds, 60);
    assert.deepEqual(await verify({ phone, code: emulator.codeFor(phone), ip }), { phone });
  });

  test('tells the guard how each send ended', async () => {
    const endings = [
      [{ error: 'BAXVERIFY_INVALID_PHONE' }, 'invalid_phone', 400, 'rejected'],
      [{ error: 'BAXVERIFY_RATE_LIMIT', retryAfterSeconds: 7 }, 'slow_down', 429, 'rejected'],
      [{ error: 'BAXVERIFY_INSUFFICIENT_CREDITS' }, 'unavailable', 503, 'rejected'],
      [{ error: 'BAXVERIFY_SMS_SEND_FAILED' }, 'unavailable', 503, 'rejected'],
      [{ error: 'BAXVERIFY_OTP_INVALID' }, 'unavailable', 503, 'rejected'],
      [{ connection: 'reset', takesEffect: true }, 'sms_may_arrive', 503, 'unknown'],
      [{ status: 502, takesEffect: true }, 'sms_may_arrive', 503, 'unknown'],
    ];
    for (const [fault, reason, status, outcome] of endings) {
      const guard = fakeGuard();
      const phone = newPhone();
      const rule = emulator.inject({ route: 'send', phone, ...fault });
      const error = await refuses(open({ guard }).send({ phone, ip }), reason, status);
      rule.remove();
      assert.deepEqual(
        guard.named('settleSend').map(([, told]) => told),
        [outcome],
        reason,
      );
      assert.match(error.cause.code, /^BAXVERIFY_/);
      const wait = { slow_down: 7, sms_may_arrive: 30 }[reason];
      assert.equal(error.retryAfterSeconds, wait);
    }
    const guard = fakeGuard();
    const refused = clientOf({
      ...emulator,
      url: 'http://127.0.0.1:1/v1',
      projectId: 'p',
      apiKey: 'k',
    });
    await refuses(
      open({ guard, client: refused }).send({ phone: newPhone(), ip }),
      'unavailable',
      503,
    );
    assert.equal(guard.named('settleSend')[0][1], 'not_sent');
  });

  test('ends in time', async () => {
    const phone = newPhone();
    const rule = emulator.inject({ phone, connection: 'stall' });
    const began = performance.now();
    await refuses(open({ timeout: 300 }).send({ phone, ip }), 'sms_may_arrive', 503);
    assert.ok(performance.now() - began < 2000);
    rule.remove();
  });

  test('says that a verification is unfinished where nobody knows how it ended', async () => {
    for (const route of ['verify', 'validate-token']) {
      const guard = fakeGuard();
      const { send, verify } = open({ guard });
      const phone = newPhone();
      await send({ phone, ip });
      const rule = emulator.inject({ route, phone, connection: 'reset', takesEffect: true });
      await refuses(verify({ phone, code: emulator.codeFor(phone), ip }), 'unfinished', 503);
      rule.remove();
      const told = guard.named('settleVerify').map(([, result]) => result);
      assert.deepEqual(told, [route === 'verify' ? 'wrong_code' : 'verified']);
    }
  });

  test('gives a try back where no code was compared', async () => {
    for (const error of ['BAXVERIFY_RATE_LIMIT', 'BAXVERIFY_VERIFY_FEE_CREDITS']) {
      const guard = fakeGuard();
      const phone = newPhone();
      const rule = emulator.inject({ route: 'verify', phone, error });
      await reasonOf(open({ guard }).verify({ phone, code: '123456', ip }));
      rule.remove();
      assert.deepEqual(
        guard.named('settleVerify').map(([, result]) => result),
        ['not_tried'],
      );
    }
  });
});

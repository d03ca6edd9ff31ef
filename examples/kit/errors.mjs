// Tests failures of the service: what the user and the owner's log see.

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { logIn, newPhone, send } from './login.mjs';

// The route of the service that fails, and the response.
const ERRORS = [
  ['send', 'FEATURE_DISABLED', 503, 'unavailable'],
  ['send', 'PLAN_NOT_INCLUDED', 503, 'unavailable'],
  ['send', 'API_KEY_SCOPE', 503, 'unavailable'],
  ['send', 'SENDER_NOT_CONFIGURED', 503, 'unavailable'],
  ['send', 'INSUFFICIENT_CREDITS', 503, 'unavailable'],
  ['verify', 'VERIFY_FEE_CREDITS', 503, 'unavailable'],
  ['send', 'NO_SUBSCRIPTION', 503, 'unavailable'],
  ['send', 'RATE_LIMIT', 429, 'slow_down'],
  ['verify', 'OTP_EXPIRED', 400, 'code_expired'],
  ['verify', 'OTP_INVALID', 400, 'wrong_code'],
  ['verify', 'OTP_MAX_ATTEMPTS', 400, 'code_spent'],
  ['send', 'INVALID_PHONE', 400, 'invalid_phone'],
  ['send', 'SMS_SEND_FAILED', 503, 'unavailable'],
  // The code was right, and is spent.
  ['validate-token', 'TOKEN_INVALID', 503, 'unfinished'],
  ['validate-token', 'TOKEN_CONSUMED', 503, 'unfinished'],
  ['send', 'PROJECT_INACTIVE', 503, 'unavailable'],
  ['send', 'PROJECT_HEADER_REQUIRED', 503, 'unavailable'],
  ['send', 'API_KEY_PROJECT_MISMATCH', 503, 'unavailable'],
];

/** Users see what they can do, and nothing about the project. */
export function assertNeutral({ status, json, text, cookie, headers }, expectedStatus, error) {
  assert.deepEqual([status, json.error, cookie], [expectedStatus, error, undefined]);
  const { retryAfterSeconds, ...told } = json;
  assert.equal(headers.get('retry-after'), retryAfterSeconds?.toString() ?? null);
  assert.deepEqual(Object.keys(told).sort(), ['error', 'message']);
  assert.doesNotMatch(text, /bax|http|credit|plan|billing|project|api key|table|firebase/i);
}

/** The log of an app in another process may be a little late. */
async function assertLogged(app, codes, outcome) {
  for (let n = 0; n < 100 && app.errors().length < codes.length; n += 1) await setTimeout(10);
  const errors = app.errors();
  assert.deepEqual(
    errors.map(({ code }) => code),
    codes,
  );
  if (outcome) assert.ok(errors.every((error) => error.outcome === outcome));
}

/** @param {import('./subject.d.ts').Subject} subject */
export function testErrors({ test = runner.test, emulator, startApp }) {
  for (const [route, name, status, error] of ERRORS) {
    test(`${name} becomes ${status} ${error}`, async () => {
      const app = await startApp();
      const phone = newPhone();
      emulator.inject({ phone, route, error: `BAXVERIFY_${name}`, times: 1 });
      const answer = await (route === 'send' ? send(app, phone) : logIn(app, emulator, phone));
      assertNeutral(answer, status, error);
      assert.equal(answer.headers.has('retry-after'), status === 429);
      await assertLogged(app, status === 503 ? [`BAXVERIFY_${name}`] : []);
      assert.ok(!app.log().includes(phone.slice(1)));
    });
  }

  test('a user can correct a wrong code, but not use an old one', async () => {
    const app = await startApp();
    const phone = newPhone();
    await send(app, phone);
    const code = await emulator.waitForCode(phone);
    const wrong = code === '000000' ? '111111' : '000000';
    assertNeutral(await app.post('/login/verify', { phone, code: wrong }), 400, 'wrong_code');
    emulator.advance({ minutes: 11 });
    assertNeutral(await app.post('/login/verify', { phone, code }), 400, 'code_expired');
  });

  test('Retry-After is what the service asks for, where waiting helps', async () => {
    const app = await startApp();
    const phone = newPhone();
    const retryAfterSeconds = 7;
    emulator.inject({ phone, route: 'send', error: 'BAXVERIFY_RATE_LIMIT', retryAfterSeconds });
    assert.equal((await send(app, phone)).headers.get('retry-after'), '7');
    const error = 'BAXVERIFY_OTP_MAX_ATTEMPTS';
    emulator.inject({ phone, route: 'verify', error, retryAfterSeconds });
    const spent = await app.post('/login/verify', { phone, code: '000000' });
    assertNeutral(spent, 400, 'code_spent');
    assert.equal(spent.headers.has('retry-after'), false);
  });

  for (const [rule, code] of [
    [{ connection: 'stall' }, 'BAXVERIFY_TIMEOUT'],
    [{ connection: 'reset' }, 'BAXVERIFY_NETWORK_ERROR'],
    [{ status: 503 }, 'BAXVERIFY_HTTP_ERROR'],
  ]) {
    test(`${code} after the service has sent the SMS`, async () => {
      const app = await startApp({ timeout: 500 });
      const phone = newPhone();
      emulator.inject({ phone, route: 'send', takesEffect: true, ...rule });
      const answer = await send(app, phone);
      assertNeutral(answer, 503, 'sms_may_arrive');
      // The guard's wait for the next send.
      assert.equal(answer.headers.get('retry-after'), '30');
      await assertLogged(app, [code], 'unknown');
      assert.equal(emulator.messages({ phone }).length, 1);
      const arrived = await emulator.waitForCode(phone);
      assert.equal((await app.post('/login/verify', { phone, code: arrived })).status, 200);
    });
  }

  for (const route of ['verify', 'validate-token']) {
    for (const connection of ['stall', 'reset']) {
      test(`${route} ends in a ${connection}`, async () => {
        const app = await startApp({ timeout: 500 });
        const phone = newPhone();
        emulator.inject({ phone, route, connection });
        assertNeutral(await logIn(app, emulator, phone), 503, 'unfinished');
      });
    }
  }

  test('the service is down', async () => {
    const app = await startApp({ timeout: 500, baseUrl: 'http://127.0.0.1:9/v1' });
    assertNeutral(await send(app, newPhone()), 503, 'unavailable');
    await assertLogged(app, ['BAXVERIFY_NETWORK_ERROR'], 'not_sent');
  });
}

/** @param {import('./subject.d.ts').Subject} subject whose `startApp` takes a `client` */
export function testFault({ test = runner.test, startApp }) {
  test('a fault of the app itself is for its log only', async () => {
    const fault = new Error('the database has no such table');
    const app = await startApp({
      client: {
        toJSON: () => ({ projectId: 'proj_test' }),
        sendOtp: () => Promise.reject(fault),
        verifyOtp: () => Promise.reject(fault),
        validateVerificationToken: () => Promise.reject(fault),
      },
    });
    assertNeutral(await send(app, newPhone()), 500, 'internal');
    assertNeutral(await app.post('/login/proof', { token: 'a.b.c' }), 500, 'internal');
    assert.deepEqual(app.errors(), [fault, fault]);
    assert.match(app.log(), /'internal'/);
  });
}

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { inspect } from 'node:util';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { startApp, stopApps } from './support.js';

const emulator = useEmulator(runner);
const { test } = runner;
const phone = '+4366412345678';
runner.afterEach(stopApps);

// In the order of the numbers that provoke them: +9990001000N, +9990002000N and so on.
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
  ['verify', 'TOKEN_INVALID', 401, 'proof_refused'],
  ['verify', 'TOKEN_CONSUMED', 401, 'proof_refused'],
  ['send', 'PROJECT_INACTIVE', 503, 'unavailable'],
  ['send', 'PROJECT_HEADER_REQUIRED', 503, 'unavailable'],
  ['send', 'API_KEY_PROJECT_MISMATCH', 503, 'unavailable'],
];

for (const [index, [step, name, status, error]] of ERRORS.entries()) {
  test(`${name} becomes ${status} ${error}`, async () => {
    const app = await startApp();
    const number = `+999${String(index + 1).padStart(4, '0')}0000`;
    const answer = await (step === 'send' ? send(app, number) : logIn(app, number));
    assertNeutral(answer, status, error);
    assert.equal(answer.headers.has('retry-after'), status === 429);
    const codes = app.logged.map(([, { code }]) => code);
    assert.deepEqual(codes, status === 503 ? [`BAXVERIFY_${name}`] : []);
    assert.ok(!inspect(app.logged, { depth: null }).includes(number.slice(1)));
  });
}

test('an old code is as good as none', async () => {
  const app = await startApp();
  await send(app, phone);
  const code = await emulator.waitForCode(phone);
  emulator.advance({ minutes: 11 });
  assertNeutral(await app.post('/login/verify', { phone, code }), 400, 'code_expired');
});

test('Retry-After is what the service asks for', async () => {
  const app = await startApp();
  emulator.inject({ route: 'send', error: 'BAXVERIFY_RATE_LIMIT', retryAfterSeconds: 7 });
  assert.equal((await send(app, phone)).headers.get('retry-after'), '7');
});

for (const [rule, code] of [
  [{ connection: 'stall' }, 'BAXVERIFY_TIMEOUT'],
  [{ connection: 'reset' }, 'BAXVERIFY_NETWORK_ERROR'],
  [{ status: 503 }, 'BAXVERIFY_HTTP_ERROR'],
]) {
  test(`${code} of a send that may have worked`, async () => {
    const app = await startApp({ timeout: 500 });
    emulator.inject({ route: 'send', takesEffect: true, ...rule });
    const answer = await send(app, phone);
    assertNeutral(answer, 503, 'sms_may_arrive');
    assert.equal(answer.headers.get('retry-after'), '60');
    assert.deepEqual([app.logged[0][1].code, app.logged[0][1].outcome], [code, 'unknown']);
    assert.equal(emulator.messages({ phone }).length, 1);
  });
}

for (const route of ['verify', 'validate-token']) {
  test(`${route} without an answer`, async () => {
    const app = await startApp({ timeout: 500 });
    emulator.inject({ route, connection: 'stall' });
    assertNeutral(await logIn(app, phone), 503, 'unfinished');
  });
}

test('nothing listens where the service should be', async () => {
  const app = await startApp({ timeout: 500, baseUrl: 'http://127.0.0.1:9/v1' });
  assertNeutral(await send(app, phone), 503, 'unavailable');
  assert.equal(app.logged[0][1].outcome, 'not_sent');
});

test('a fault of the app itself is for its log alone', async () => {
  const fault = new Error('the database has no such table');
  const app = await startApp({ client: { sendOtp: () => Promise.reject(fault) } });
  assertNeutral(await send(app, phone), 500, 'internal');
  assert.deepEqual(app.logged, [['unexpected', fault]]);
});

function send(app, number) {
  return app.post('/login/send', { phone: number });
}

async function logIn(app, number) {
  assert.equal((await send(app, number)).status, 200);
  return app.post('/login/verify', { phone: number, code: await emulator.waitForCode(number) });
}

/** Users learn what they can do, and nothing of the project. */
function assertNeutral({ status, json, text, setCookie }, expectedStatus, error) {
  assert.deepEqual([status, json.error, setCookie], [expectedStatus, error, undefined]);
  assert.deepEqual(Object.keys(json), ['error', 'message']);
  assert.doesNotMatch(text, /bax|http|credit|plan|project|api key|table/i);
}

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { startApp, stopApps } from './support.js';

const emulator = useEmulator(runner);
const { test } = runner;
const phone = '+4366412345678';
runner.afterEach(stopApps);

// The route that meets the error, the middle of the numbers that provoke it, and the answer.
const CASES = {
  FEATURE_DISABLED: ['send', '001', 503, 'unavailable'],
  PLAN_NOT_INCLUDED: ['send', '002', 503, 'unavailable'],
  API_KEY_SCOPE: ['send', '003', 503, 'unavailable'],
  SENDER_NOT_CONFIGURED: ['send', '004', 503, 'unavailable'],
  INSUFFICIENT_CREDITS: ['send', '005', 503, 'unavailable'],
  VERIFY_FEE_CREDITS: ['verify', '006', 503, 'unavailable'],
  NO_SUBSCRIPTION: ['send', '007', 503, 'unavailable'],
  RATE_LIMIT: ['send', '008', 429, 'slow_down'],
  OTP_EXPIRED: ['verify', '009', 400, 'code_expired'],
  OTP_INVALID: ['verify', '010', 400, 'wrong_code'],
  OTP_MAX_ATTEMPTS: ['verify', '011', 400, 'code_spent'],
  INVALID_PHONE: ['send', '012', 400, 'invalid_phone'],
  SMS_SEND_FAILED: ['send', '013', 503, 'unavailable'],
  TOKEN_INVALID: ['verify', '014', 401, 'proof_refused'],
  TOKEN_CONSUMED: ['verify', '015', 401, 'proof_refused'],
  PROJECT_INACTIVE: ['send', '016', 503, 'unavailable'],
  PROJECT_HEADER_REQUIRED: ['send', '017', 503, 'unavailable'],
  API_KEY_PROJECT_MISMATCH: ['send', '018', 503, 'unavailable'],
};

for (const [name, [route, middle, status, error]] of Object.entries(CASES)) {
  test(`${name} is ${status} ${error}`, async () => {
    const app = await startApp();
    const number = `+9990${middle}0000`;
    const answer = await (route === 'send' ? send(app, number) : logIn(app, number));
    assertNeutral(answer, status, error);
    assert.equal(answer.setCookie, undefined);
    assert.equal(answer.headers.has('retry-after'), status === 429);
    const codes = app.errors().map(({ code }) => code);
    assert.deepEqual(codes, status === 503 ? [`BAXVERIFY_${name}`] : []);
    assert.ok(!app.output().includes(number.slice(1)));
  });
}

test('a code runs out', async () => {
  const app = await startApp();
  await send(app, phone);
  const code = await emulator.waitForCode(phone);
  emulator.advance({ minutes: 11 });
  assertNeutral(await app.post('/login/verify', { phone, code }), 400, 'code_expired');
});

test('the service says how long to wait', async () => {
  const app = await startApp();
  emulator.inject({ route: 'send', error: 'BAXVERIFY_RATE_LIMIT', retryAfterSeconds: 7 });
  assert.equal((await send(app, phone)).headers.get('retry-after'), '7');
});

for (const [code, rule] of Object.entries({
  BAXVERIFY_TIMEOUT: { connection: 'stall' },
  BAXVERIFY_NETWORK_ERROR: { connection: 'reset' },
  BAXVERIFY_HTTP_ERROR: { status: 503 },
})) {
  test(`the SMS is under way, but its answer is ${code}`, async () => {
    const app = await startApp({ baxverify: { timeout: 500 } });
    emulator.inject({ route: 'send', takesEffect: true, ...rule });
    const answer = await send(app, phone);
    assertNeutral(answer, 503, 'sms_may_arrive');
    assert.equal(answer.headers.get('retry-after'), '60');
    assert.deepEqual(
      app.errors().map((line) => [line.code, line.outcome]),
      [[code, 'unknown']],
    );
    assert.equal(emulator.messages({ phone }).length, 1);
  });
}

for (const route of ['verify', 'validate-token']) {
  test(`no answer to ${route}`, async () => {
    const app = await startApp({ baxverify: { timeout: 500 } });
    emulator.inject({ route, connection: 'stall' });
    const answer = await logIn(app, phone);
    assertNeutral(answer, 503, 'unfinished');
    assert.equal(answer.setCookie, undefined);
  });
}

test('the service is down', async () => {
  const app = await startApp({ baxverify: { timeout: 500, baseUrl: 'http://127.0.0.1:9/v1' } });
  assertNeutral(await send(app, phone), 503, 'unavailable');
  assert.equal(app.errors()[0].outcome, 'not_sent');
});

test('a fault of the app itself is for its log alone', async () => {
  const extend = (app) =>
    app.get('/broken', async () => {
      throw new Error('the database has no such table');
    });
  const app = await startApp({ extend });
  assertNeutral(await app.get('/broken'), 500, 'internal');
  assert.equal(app.errors()[0].err.message, 'the database has no such table');
});

test('a wrong configuration ends the start', async () => {
  await assert.rejects(startApp({ baxverify: { apiKey: '' } }), {
    code: 'BAXVERIFY_INVALID_ARGUMENT',
  });
  await assert.rejects(startApp({ sessionSecret: 'short' }), /SESSION_SECRET/);
});

function send(app, number) {
  return app.post('/login/send', { phone: number });
}

async function logIn(app, number) {
  assert.equal((await send(app, number)).status, 200);
  return app.post('/login/verify', { phone: number, code: await emulator.waitForCode(number) });
}

/** Users learn what they can do, and nothing of the project. */
function assertNeutral({ status, json, text }, expectedStatus, error) {
  assert.deepEqual([status, json.error], [expectedStatus, error]);
  assert.deepEqual(Object.keys(json), ['error', 'message']);
  assert.doesNotMatch(text, /bax|http|credit|plan|project|api key|table/i);
}

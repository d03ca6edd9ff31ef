import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { inspect } from 'node:util';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { startApp, stopApps } from './support.js';

const emulator = useEmulator(runner);
const { test } = runner;
const phone = '+4366412345678';
runner.afterEach(stopApps);

// For each error of the service a number that provokes it, and what the user is told.
const NUMBERS = [
  ['+99900010000', 'send', 503, 'unavailable', 'BAXVERIFY_FEATURE_DISABLED'],
  ['+99900020000', 'send', 503, 'unavailable', 'BAXVERIFY_PLAN_NOT_INCLUDED'],
  ['+99900030000', 'send', 503, 'unavailable', 'BAXVERIFY_API_KEY_SCOPE'],
  ['+99900040000', 'send', 503, 'unavailable', 'BAXVERIFY_SENDER_NOT_CONFIGURED'],
  ['+99900050000', 'send', 503, 'unavailable', 'BAXVERIFY_INSUFFICIENT_CREDITS'],
  ['+99900060000', 'verify', 503, 'unavailable', 'BAXVERIFY_VERIFY_FEE_CREDITS'],
  ['+99900070000', 'send', 503, 'unavailable', 'BAXVERIFY_NO_SUBSCRIPTION'],
  ['+99900080000', 'send', 429, 'slow_down'],
  ['+99900090000', 'verify', 400, 'code_expired'],
  ['+99900100000', 'verify', 400, 'wrong_code'],
  ['+99900110000', 'verify', 400, 'code_spent'],
  ['+99900120000', 'send', 400, 'invalid_phone'],
  ['+99900130000', 'send', 503, 'unavailable', 'BAXVERIFY_SMS_SEND_FAILED'],
  ['+99900140000', 'verify', 401, 'proof_refused'],
  ['+99900150000', 'verify', 401, 'proof_refused'],
  ['+99900160000', 'send', 503, 'unavailable', 'BAXVERIFY_PROJECT_INACTIVE'],
  ['+99900170000', 'send', 503, 'unavailable', 'BAXVERIFY_PROJECT_HEADER_REQUIRED'],
  ['+99900180000', 'send', 503, 'unavailable', 'BAXVERIFY_API_KEY_PROJECT_MISMATCH'],
];

for (const [number, step, status, error, logged] of NUMBERS) {
  test(`${number} answers ${step} with ${status} ${error}`, async () => {
    const app = await startApp();
    let answer = await app.post('/login/send', { phone: number });
    if (step === 'verify') {
      assert.equal(answer.status, 200);
      const code = await emulator.waitForCode(number);
      answer = await app.post('/login/verify', { phone: number, code });
    }
    assertNeutral(answer, status, error);
    assert.equal(answer.setCookie, undefined);
    assert.equal(answer.headers.has('retry-after'), status === 429);
    assert.deepEqual(
      app.logged.map(([what, { code }]) => [what, code]),
      logged ? [['baxverify', logged]] : [],
    );
    assert.doesNotMatch(inspect(app.logged, { depth: null }), /\d{11}/);
  });
}

test('a wrong code can be mended, an old one cannot', async () => {
  const app = await startApp();
  await app.post('/login/send', { phone });
  const code = await emulator.waitForCode(phone);
  const wrong = code === '000000' ? '111111' : '000000';
  assertNeutral(await app.post('/login/verify', { phone, code: wrong }), 400, 'wrong_code');
  emulator.advance({ minutes: 11 });
  assertNeutral(await app.post('/login/verify', { phone, code }), 400, 'code_expired');
});

test('the wait that the service asks for is handed on', async () => {
  const app = await startApp();
  emulator.inject({ route: 'send', error: 'BAXVERIFY_RATE_LIMIT', retryAfterSeconds: 7 });
  const answer = await app.post('/login/send', { phone });
  assert.equal(answer.headers.get('retry-after'), '7');
});

for (const [name, rule, code] of [
  ['stalls', { connection: 'stall' }, 'BAXVERIFY_TIMEOUT'],
  ['breaks off', { connection: 'reset' }, 'BAXVERIFY_NETWORK_ERROR'],
  ['is overloaded', { status: 503 }, 'BAXVERIFY_HTTP_ERROR'],
]) {
  test(`the service ${name} after it has sent the SMS`, async () => {
    const app = await startApp({ timeout: 500 });
    emulator.inject({ route: 'send', takesEffect: true, ...rule });
    const answer = await app.post('/login/send', { phone });
    assertNeutral(answer, 503, 'sms_may_arrive');
    assert.equal(answer.headers.get('retry-after'), '60');
    assert.equal(emulator.messages({ phone }).length, 1);
    assert.deepEqual([app.logged[0][1].code, app.logged[0][1].outcome], [code, 'unknown']);
    // It did arrive.
    const arrived = await emulator.waitForCode(phone);
    assert.equal((await app.post('/login/verify', { phone, code: arrived })).status, 200);
  });
}

for (const route of ['verify', 'validate-token']) {
  test(`${route} is not answered`, async () => {
    const app = await startApp({ timeout: 500 });
    await app.post('/login/send', { phone });
    emulator.inject({ route, connection: 'stall' });
    const code = await emulator.waitForCode(phone);
    const answer = await app.post('/login/verify', { phone, code });
    assertNeutral(answer, 503, 'unfinished');
    assert.equal(answer.setCookie, undefined);
  });
}

test('the service is down', async () => {
  const app = await startApp({ timeout: 500, baseUrl: 'http://127.0.0.1:9/v1' });
  assertNeutral(await app.post('/login/send', { phone }), 503, 'unavailable');
  assert.equal(app.logged[0][1].outcome, 'not_sent');
});

test('a fault of the app itself is told to its log alone', async () => {
  const fault = new Error('the database has no such table');
  const client = { sendOtp: () => Promise.reject(fault) };
  const app = await startApp({ client });
  assertNeutral(await app.post('/login/send', { phone }), 500, 'internal');
  assert.deepEqual(app.logged, [['unexpected', fault]]);
});

/** Users learn what they can do, and nothing of the project. */
function assertNeutral({ status, json, text }, expectedStatus, error) {
  assert.deepEqual([status, json.error], [expectedStatus, error]);
  assert.deepEqual(Object.keys(json), ['error', 'message']);
  assert.doesNotMatch(text, /bax|http|credit|plan|project|api key|table/i);
}

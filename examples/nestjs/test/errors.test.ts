import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { afterEach, beforeEach, test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { type App, settingsFor, startApp } from './app.js';

const emulator = useEmulator(runner);
let app: App;
beforeEach(async () => {
  app = await startApp(settingsFor(emulator, 500));
});
afterEach(() => app.stop());

/** The emulator's numbers stand for errors: https://www.npmjs.com/package/@baxcloud/baxverify-emulator */
const numbers = [
  // The owner's: neutral for users, and by name in the log.
  ['+99900010001', 'send', 503, 'unavailable', 'BAXVERIFY_FEATURE_DISABLED'],
  ['+99900020001', 'send', 503, 'unavailable', 'BAXVERIFY_PLAN_NOT_INCLUDED'],
  ['+99900030001', 'send', 503, 'unavailable', 'BAXVERIFY_API_KEY_SCOPE'],
  ['+99900040001', 'send', 503, 'unavailable', 'BAXVERIFY_SENDER_NOT_CONFIGURED'],
  ['+99900050001', 'send', 503, 'unavailable', 'BAXVERIFY_INSUFFICIENT_CREDITS'],
  ['+99900060001', 'verify', 503, 'unavailable', 'BAXVERIFY_VERIFY_FEE_CREDITS'],
  ['+99900070001', 'send', 503, 'unavailable', 'BAXVERIFY_NO_SUBSCRIPTION'],
  ['+99900130001', 'send', 503, 'unavailable', 'BAXVERIFY_SMS_SEND_FAILED'],
  ['+99900160001', 'send', 503, 'unavailable', 'BAXVERIFY_PROJECT_INACTIVE'],
  ['+99900170001', 'send', 503, 'unavailable', 'BAXVERIFY_PROJECT_HEADER_REQUIRED'],
  ['+99900180001', 'send', 503, 'unavailable', 'BAXVERIFY_API_KEY_PROJECT_MISMATCH'],
  // The user's.
  ['+99900080001', 'send', 429, 'slow_down'],
  ['+99900090001', 'verify', 400, 'code_expired'],
  ['+99900100001', 'verify', 400, 'wrong_code'],
  ['+99900110001', 'verify', 400, 'code_spent'],
  ['+99900120001', 'send', 400, 'invalid_phone'],
  ['+99900140001', 'verify', 401, 'proof_refused'],
  ['+99900150001', 'verify', 401, 'proof_refused'],
] as const;

for (const [phone, route, status, error, code] of numbers) {
  test(`${phone}: ${status} ${error}`, async () => {
    let answer = await app.post('/login/send', { phone });
    if (route === 'verify') {
      assert.equal(answer.status, 200);
      const smsCode = await emulator.waitForCode(phone);
      answer = await app.post('/login/verify', { phone, code: smsCode });
    }
    assert.equal(answer.status, status);
    assert.deepEqual(Object.keys(answer.body).sort(), ['error', 'message', 'statusCode']);
    assert.equal(answer.body.error, error);
    assert.doesNotMatch(JSON.stringify(answer.body), /BAXVERIFY|http|credit|plan|billing|project/i);
    const log = app.logged.join('\n');
    if (code) assert.ok(log.includes(code), log);
    else assert.doesNotMatch(log, /BAXVERIFY_/);
  });
}

test('how long the service asks to wait is handed on', async () => {
  const phone = '+4366412345678';
  emulator.inject({ phone, error: 'BAXVERIFY_RATE_LIMIT', retryAfterSeconds: 7, times: 1 });
  const answer = await app.post('/login/send', { phone });
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '7']);
  // For another code there is nothing to wait for.
  emulator.inject({ phone, error: 'BAXVERIFY_OTP_MAX_ATTEMPTS', retryAfterSeconds: 7 });
  const spent = await app.post('/login/verify', { phone, code: '000000' });
  assert.deepEqual([spent.body.error, spent.headers.get('retry-after')], ['code_spent', null]);
});

test('when nobody can tell, it says that the SMS may still arrive', async () => {
  for (const connection of ['reset', 'stall'] as const) {
    emulator.inject({ route: 'send', connection, takesEffect: true, times: 1 });
    const answer = await app.post('/login/send', { phone: '+4366412345678' });
    assert.deepEqual([answer.status, answer.body.error], [503, 'sms_may_arrive']);
    assert.match(String(answer.body.message), /may still arrive/);
    assert.equal(answer.headers.get('retry-after'), '60');
  }
});

test('when nobody can tell whether the code is spent, it says to try again', async () => {
  const phone = '+4366412345678';
  await app.post('/login/send', { phone });
  const code = await emulator.waitForCode(phone);
  emulator.inject({ route: 'validate-token', connection: 'reset' });
  const answer = await app.post('/login/verify', { phone, code });
  assert.deepEqual([answer.status, answer.body.error], [503, 'unfinished']);
  assert.equal(answer.headers.getSetCookie().length, 0);
});

test('a proxy in front of the service is down', async () => {
  const phone = '+4366412345678';
  emulator.inject({ phone, status: 502 });
  assert.equal((await app.post('/login/send', { phone })).status, 503);
});

test('the service is down', async () => {
  const gone = await startEmulator();
  const own = await startApp(settingsFor(gone, 500));
  await gone.stop();
  try {
    const answer = await own.post('/login/send', { phone: '+4366412345678' });
    assert.deepEqual([answer.status, answer.body.error], [503, 'unavailable']);
    assert.match(own.logged.join('\n'), /BAXVERIFY_NETWORK_ERROR/);
  } finally {
    await own.stop();
  }
});

test('no log holds a number, a code, a token or the key', async () => {
  const phone = '+4366412345678';
  await app.post('/login/send', { phone });
  const code = await emulator.waitForCode(phone);
  emulator.inject({ route: 'validate-token', error: 'BAXVERIFY_NO_SUBSCRIPTION', times: 1 });
  assert.equal((await app.post('/login/verify', { phone, code })).status, 503);
  const log = app.logged.join('\n');
  assert.match(log, /BAXVERIFY_NO_SUBSCRIPTION/);
  for (const secret of [phone.slice(1), code, emulator.apiKey, 'eyJ']) {
    assert.ok(!log.includes(secret), secret);
  }
});

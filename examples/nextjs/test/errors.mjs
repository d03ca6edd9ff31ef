import assert from 'node:assert/strict';
import { newPhone } from './login.mjs';

// The emulator's numbers stand for errors: https://www.npmjs.com/package/@baxcloud/baxverify-emulator
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
];

export async function errors(t, app, emulator) {
  for (const [phone, path, status, error, code] of numbers) {
    await t.test(`${phone}: ${status} ${error}`, async () => {
      const user = app.visitor();
      const logged = app.output().length;
      let answer = await user.post('/api/login/send', { phone });
      if (path === 'verify') {
        assert.equal(answer.status, 200);
        const smsCode = await emulator.waitForCode(phone);
        answer = await user.post('/api/login/verify', { phone, code: smsCode });
      }
      assert.equal(answer.status, status);
      assert.deepEqual(Object.keys(answer.body).sort(), ['error', 'message']);
      assert.equal(answer.body.error, error);
      assert.doesNotMatch(
        JSON.stringify(answer.body),
        /BAXVERIFY|http|credit|plan|billing|project/i,
      );
      assert.equal(user.jar.size, 0);
      if (code) await eventually(() => app.output().slice(logged).includes(code));
      else assert.doesNotMatch(app.output().slice(logged), /BAXVERIFY_/);
    });
  }

  await t.test('how long the service asks to wait is handed on', async () => {
    const phone = newPhone();
    emulator.inject({ phone, error: 'BAXVERIFY_RATE_LIMIT', retryAfterSeconds: 7 });
    const answer = await app.visitor().post('/api/login/send', { phone });
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '7']);
  });

  await t.test('when nobody can tell, it says that the SMS may still arrive', async () => {
    for (const connection of ['reset', 'stall']) {
      const phone = newPhone();
      emulator.inject({ phone, connection, takesEffect: true });
      const answer = await app.visitor().post('/api/login/send', { phone });
      assert.deepEqual([answer.status, answer.body.error], [503, 'sms_may_arrive']);
      assert.match(answer.body.message, /may still arrive/);
      assert.equal(answer.headers.get('retry-after'), '60');
    }
  });

  await t.test('when nobody can tell whether the code is spent, it says to try again', async () => {
    const phone = newPhone();
    const user = app.visitor();
    await user.post('/api/login/send', { phone });
    const code = await emulator.waitForCode(phone);
    const fault = emulator.inject({ route: 'validate-token', connection: 'reset' });
    const answer = await user.post('/api/login/verify', { phone, code });
    fault.remove();
    assert.deepEqual([answer.status, answer.body.error], [503, 'unfinished']);
    assert.equal(user.jar.size, 0);
  });

  await t.test('a proxy in front of the service is down', async () => {
    const phone = newPhone();
    emulator.inject({ phone, status: 502 });
    assert.equal((await app.visitor().post('/api/login/send', { phone })).status, 503);
  });

  await t.test('no log holds a number, a code, a token or the key', async () => {
    assert.match(app.output(), /BAXVERIFY_TIMEOUT/);
    assert.doesNotMatch(app.output(), /\+?43664\d|99900\d|eyJ/);
    const codes = emulator.messages().map(({ code }) => code);
    for (const secret of [...codes, emulator.apiKey]) assert.ok(!app.output().includes(secret));
  });
}

async function eventually(holds) {
  for (let n = 0; n < 100 && !holds(); n += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(holds());
}

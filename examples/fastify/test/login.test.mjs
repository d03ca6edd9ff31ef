import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { BaxCloudVerifyClient as Client } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { testDisconnect } from '../../kit/disconnect.mjs';
import { testInput } from '../../kit/input.mjs';
import { testLimits } from '../../kit/limits.mjs';
import { logIn, newPhone } from '../../kit/login.mjs';
import { proofOf, testProofs } from '../../kit/proofs.mjs';
import { testSessions } from '../../kit/sessions.mjs';
import { secret, startApp } from './support.js';

const emulator = useEmulator(runner);
const subject = { emulator, startApp, Client };

testSessions(subject);
testProofs(subject);
testInput(subject);
testLimits(subject);
testDisconnect(subject);

runner.test('a session is one that this app has signed, for a time', async () => {
  const app = await startApp();
  const sub = '+4366412345678';
  const sign = (claims, options) => app.app.jwt.sign(claims, options);
  const status = async (headers) => (await app.get('/me', headers)).status;
  const good = sign({ sub });
  assert.equal(await status({ cookie: `session=${good}` }), 200);
  assert.equal(await status({ authorization: `Bearer ${good}` }), 401);
  for (const token of [
    sign({ sub }, { key: `${secret}.` }),
    sign({ sub }, { algorithm: 'HS512' }),
    sign({ sub, iat: 1, exp: 2 }),
    sign({}),
  ]) {
    assert.equal(await status({ cookie: `session=${token}` }), 401);
  }
});

runner.test('logs hold no secret', async () => {
  const app = await startApp();
  const phone = newPhone();
  const { cookie } = await logIn(app, emulator, phone);
  const [{ code }] = emulator.messages({ phone });
  const token = await proofOf(Client, emulator, phone, 'LOGIN');
  await app.post('/login/proof', { token });
  await app.get('/me', { cookie });
  app.app.log.info(
    { body: { phone, code, token }, req: { headers: { cookie } } },
    'by a colleague',
  );
  assert.match(app.log(), /by a colleague/);
  for (const value of [phone.slice(1), code, token, cookie.slice(8), emulator.apiKey, secret])
    assert.ok(!app.log().includes(value), `the log shows ${value}`);
});

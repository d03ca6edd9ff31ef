import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { BaxCloudVerifyClient as Client } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { SignJWT } from 'jose';
import { testDisconnect } from '../../kit/disconnect.mjs';
import { testInput } from '../../kit/input.mjs';
import { testLimits } from '../../kit/limits.mjs';
import { testProofs } from '../../kit/proofs.mjs';
import { testSessions } from '../../kit/sessions.mjs';
import { secret, startApp } from './support.js';

const subject = { emulator: useEmulator(runner), startApp, Client };

testSessions(subject);
testProofs(subject);
testInput(subject);
testLimits(subject);
testDisconnect(subject);

runner.test('a session is one that this app has signed, for a time', async () => {
  const app = await startApp();
  const key = (text) => new TextEncoder().encode(text);
  const sign = (expires, by) =>
    new SignJWT({ sub: '+4366412345678' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(expires)
      .sign(key(by));
  const status = async (token) => (await app.get('/me', { cookie: `session=${token}` })).status;
  assert.equal(await status(await sign('1h', secret)), 200);
  assert.equal(await status(await sign('1h', `${secret}.`)), 401);
  assert.equal(await status(await sign('-1h', secret)), 401);
});

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { BaxCloudVerifyClient as Client } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { sign } from 'hono/jwt';
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
  const sub = '+4366412345678';
  const exp = Math.floor(Date.now() / 1000) + 60;
  const status = async (claims, by = secret, algorithm = 'HS256') => {
    const cookie = `session=${await sign(claims, by, algorithm)}`;
    return (await app.get('/me', { cookie })).status;
  };
  assert.equal(await status({ sub, exp }), 200);
  assert.equal(await status({ sub, exp }, `${secret}.`), 401);
  assert.equal(await status({ sub, exp }, secret, 'HS512'), 401);
  assert.equal(await status({ sub, exp: 1 }), 401);
  assert.equal(await status({ sub }), 401);
  assert.equal(await status({ exp }), 401);
});

// Runs inside `firebase emulators:exec`, with an emulator of Firebase Authentication.

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { logIn } from '../../kit/login.mjs';
import { bearer, startApp } from './support.js';

const emulator = useEmulator(runner);
const phone = '+4366412345678';

runner.test('a user signs in with the custom token, is known, and logs out', async () => {
  const app = await startApp();
  const { customToken } = (await logIn(app, emulator, phone)).json;

  const headers = bearer(await signIn(customToken));
  const me = await app.get('/me', headers);
  assert.deepEqual([me.status, me.json], [200, { uid: `phone:${phone}`, phone }]);

  // Firebase counts in seconds: a token from the second of the logout stays valid.
  await setTimeout(1_100);
  assert.equal((await app.post('/logout', {}, { headers })).status, 204);
  const after = await app.get('/me', headers);
  assert.deepEqual([after.status, after.json.error], [401, 'logged_out']);
  assert.deepEqual(app.errors(), []);
});

/** Does what `signInWithCustomToken` of the client SDKs does. */
async function signIn(token) {
  const { FIREBASE_AUTH_EMULATOR_HOST: host } = process.env;
  assert.ok(host, 'Run this with npm run test:auth-emulator.');
  const path = 'identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken?key=any';
  const response = await fetch(`http://${host}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, returnSecureToken: true }),
  });
  const answer = await response.json();
  assert.equal(response.status, 200, JSON.stringify(answer.error));
  return answer.idToken;
}

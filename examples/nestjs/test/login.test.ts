import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { subjectFor } from './app.js';
import {
  logIn,
  newPhone,
  proofOf,
  testDisconnect,
  testInput,
  testLimits,
  testProofs,
  testSessions,
} from './kit.js';

const emulator = useEmulator(runner);
const subject = subjectFor(emulator);

testSessions(subject);
testProofs(subject);
testInput(subject, { otherType: 400, ownParser: true });
testLimits(subject);
testDisconnect(subject);

test('a cookie that was kept is over after a logout', async () => {
  const app = await subject.startApp();
  const { cookie } = await logIn(app, emulator, newPhone());
  assert.equal((await app.post('/logout', undefined, { headers: { cookie } })).status, 204);
  assert.equal((await app.get('/me', { cookie })).status, 401);
});

test('the cookie of production belongs to this host', async () => {
  const app = await subject.startApp({ production: true });
  assert.match((await logIn(app, emulator, newPhone())).cookie, /^__Host-session=/);
});

test('the second login is the same user', async () => {
  const app = await subject.startApp();
  const phone = newPhone();
  const first = await logIn(app, emulator, phone);
  const second = await logIn(app, emulator, phone);
  assert.deepEqual(first.json, second.json);
});

test('an app logs in by its proof, is known by its token, and logs out', async () => {
  const app = await subject.startApp();
  const proof = await proofOf(BaxCloudVerifyClient, emulator, newPhone(), 'LOGIN');
  const login = await app.post('/login/proof', { token: proof });
  assert.equal(login.status, 200);
  assert.equal(login.cookie, undefined);
  const headers = { authorization: `Bearer ${login.json.token}` };
  assert.deepEqual((await app.get('/me', headers)).json, { user: login.json.user });
  assert.equal((await app.post('/logout', undefined, { headers })).status, 204);
  assert.equal((await app.get('/me', headers)).status, 401);
  assert.equal((await app.get('/me', { authorization: `Bearer ${proof}` })).status, 401);
});

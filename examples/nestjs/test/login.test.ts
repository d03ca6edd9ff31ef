import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { settingsFor, startApp, subjectFor } from './app.js';
import { logIn, newPhone, proofOf, send, testInput, testProofs, testSessions } from './kit.js';

const emulator = useEmulator(runner);
const subject = subjectFor(emulator);

testSessions(subject);
testProofs(subject);
testInput(subject, { check: assertNamed });

/** The validation's own message begins with the name of the field. */
function assertNamed({ json }: { json: { message: string | string[] } }, field?: string) {
  if (field) assert.match([json.message].flat()[0] ?? '', new RegExp(`^${field} must `));
}

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

test('a number is one number however it is written', async () => {
  const app = await subject.startApp();
  const phone = '+4366412345678';
  await send(app, '0043 (664) 123-456-78');
  const code = await emulator.waitForCode(phone);
  const spaced = ` ${code.slice(0, 3)} ${code.slice(3)}`;
  assert.equal((await app.post('/login/verify', { phone, code: spaced })).status, 200);
});

test('SMS go only to the countries that are served', async () => {
  const app = await startApp({ ...settingsFor(emulator), phonePrefixes: ['+43', '+49'] });
  assert.equal((await send(app, newPhone())).status, 200);
  const refused = await send(app, '+9991234560001');
  assert.deepEqual([refused.status, refused.json.error], [400, 'country_not_served']);
});

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { afterEach, beforeEach, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { type App, settingsFor, startApp } from './app.js';

const emulator = useEmulator(runner);
const phone = '+4366412345678';
let app: App;
beforeEach(async () => {
  app = await startApp(settingsFor(emulator));
});
afterEach(() => app.stop());

async function logIn() {
  assert.equal((await app.post('/login/send', { phone })).status, 200);
  return app.post('/login/verify', { phone, code: await emulator.waitForCode(phone) });
}

/** What an app on a phone does by itself. */
async function proofOf(purpose?: 'LOGIN' | 'PASSWORD_RESET') {
  const client = new BaxCloudVerifyClient({ ...settingsFor(emulator).baxverify });
  await client.sendOtp({ phone, purpose });
  const code = await emulator.waitForCode(phone);
  return (await client.verifyOtp({ phone, code })).accessToken;
}

test('a user logs in by code, is known, and logs out', async () => {
  assert.equal((await app.get('/me')).status, 401);
  const sent = await app.post('/login/send', { phone });
  assert.deepEqual([sent.status, sent.body], [200, { expiresInSeconds: 600 }]);

  const code = await emulator.waitForCode(phone);
  const login = await app.post('/login/verify', { phone, code });
  assert.equal(login.status, 200);
  const cookie = login.headers.getSetCookie()[0] ?? '';
  assert.match(
    cookie,
    /^session=[\w.-]+; Max-Age=3600; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
  );
  assert.ok(!JSON.stringify(login.body).includes(cookie.split(/[=;]/)[1] ?? '?'));

  const me = await app.get('/me');
  assert.deepEqual([me.status, me.body], [200, login.body]);
  assert.equal(me.headers.get('cache-control'), 'no-store');

  assert.equal((await app.post('/logout')).status, 204);
  assert.equal((await app.get('/me')).status, 401);
  const kept = cookie.split(';')[0] ?? '';
  assert.equal((await app.get('/me', { cookie: kept })).status, 401, 'a kept cookie is over too');
});

test('the second login is the same user', async () => {
  const first = await logIn();
  const second = await logIn();
  assert.deepEqual(first.body, second.body);
});

test('an app logs in by its proof, once, and is known by its token', async () => {
  const token = await proofOf('LOGIN');
  const login = await app.post('/login/proof', { token });
  assert.equal(login.status, 200);
  assert.equal(login.headers.getSetCookie().length, 0);
  const authorization = `Bearer ${login.body.token}`;
  assert.deepEqual((await app.get('/me', { authorization })).body, { user: login.body.user });

  const again = await app.post('/login/proof', { token });
  assert.deepEqual([again.status, again.body.error], [401, 'proof_refused']);

  assert.equal((await app.post('/logout', undefined, { authorization })).status, 204);
  assert.equal((await app.get('/me', { authorization })).status, 401);
});

test('a proof of another project, for another purpose, or made up does not log in', async () => {
  for (const purpose of ['PASSWORD_RESET', undefined] as const) {
    const { status, body } = await app.post('/login/proof', { token: await proofOf(purpose) });
    assert.deepEqual([status, body.error], [401, 'proof_refused']);
  }

  const project = emulator.createProject();
  const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = project.env;
  const client = new BaxCloudVerifyClient({ projectId, apiKey });
  await client.sendOtp({ phone });
  const code = await project.waitForCode(phone);
  const { accessToken: token } = await client.verifyOtp({ phone, code });
  assert.equal((await app.post('/login/proof', { token })).status, 401);

  const forged = `${token.split('.').slice(0, 2).join('.')}.AAAA`;
  assert.equal((await app.post('/login/proof', { token: forged })).status, 401);
  assert.equal((await app.get('/me', { authorization: `Bearer ${token}` })).status, 401);
});

test('a number is one number however it is written', async () => {
  await app.post('/login/send', { phone: '0043 (664) 123-456-78' });
  const code = await emulator.waitForCode(phone);
  const login = await app.post('/login/verify', {
    phone,
    code: ` ${code.slice(0, 3)} ${code.slice(3)}`,
  });
  assert.equal(login.status, 200);
});

test('input that cannot be used is refused before the service is asked', async () => {
  for (const [path, body] of [
    ['/login/send', {}],
    ['/login/send', { phone: 4366412345678 }],
    ['/login/send', { phone: '066412345678' }],
    ['/login/send', { phone: [phone] }],
    ['/login/verify', { phone, code: 'abcdef' }],
    ['/login/verify', { phone, code: 123456 }],
    ['/login/proof', { token: 'no token' }],
    ['/login/proof', { token: { length: 1 } }],
  ] as const) {
    const answer = await app.post(path, body);
    assert.equal(answer.status, 400, `${path} ${JSON.stringify(body)}`);
  }
  assert.equal(emulator.messages().length, 0);
});

test('a form of another site cannot send an SMS', async () => {
  const body = new URLSearchParams({ phone });
  for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
    const answer = await fetch(`${app.url}/login/send`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: body.toString(),
    });
    assert.equal(answer.status, 400);
  }
  assert.equal(emulator.messages().length, 0);
});

test('SMS go only to the countries that are served', async () => {
  const other = await startApp({ ...settingsFor(emulator), phonePrefixes: ['+43', '+49'] });
  try {
    assert.equal((await other.post('/login/send', { phone })).status, 200);
    const refused = await other.post('/login/send', { phone: '+9991234560001' });
    assert.deepEqual([refused.status, refused.body.error], [400, 'country_not_served']);
  } finally {
    await other.stop();
  }
});

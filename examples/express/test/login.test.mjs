import assert from 'node:assert/strict';
import { tracingChannel } from 'node:diagnostics_channel';
import * as runner from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { SignJWT } from 'jose';
import { startApp, stopApps } from './support.js';

const emulator = useEmulator(runner);
const { test } = runner;
const phone = '+4366412345678';
runner.afterEach(stopApps);

async function logIn(app, number = phone) {
  await app.post('/login/send', { phone: number });
  const code = await emulator.waitForCode(number);
  return app.post('/login/verify', { phone: number, code });
}

/** As an app on a phone does, with a client key. */
async function proof({ purpose = 'LOGIN', project = emulator } = {}) {
  const client = new BaxCloudVerifyClient({
    projectId: project.projectId,
    apiKey: project.clientKey,
    baseUrl: project.url,
  });
  await client.sendOtp({ phone, purpose });
  const { accessToken } = await client.verifyOtp({ phone, code: await project.waitForCode(phone) });
  return accessToken;
}

test('a code from the SMS logs in, and a logout logs out', async () => {
  const app = await startApp();
  const sent = await app.post('/login/send', { phone });
  assert.deepEqual([sent.status, sent.json], [200, { expiresInSeconds: 600 }]);
  assert.equal(sent.setCookie, undefined);

  const code = await emulator.waitForCode(phone);
  const verified = await app.post('/login/verify', { phone, code });
  assert.deepEqual([verified.status, verified.json], [200, { phone }]);
  assert.match(verified.setCookie, /; HttpOnly(;|$)/);
  assert.match(verified.setCookie, /; SameSite=Lax(;|$)/);
  assert.doesNotMatch(verified.setCookie, /Secure/);
  assert.equal(verified.headers.get('cache-control'), 'no-store');

  const me = await app.get('/me', verified.cookie);
  assert.deepEqual([me.status, me.json], [200, { phone }]);

  const out = await app.post('/logout', {}, { headers: { cookie: verified.cookie } });
  assert.equal(out.status, 204);
  assert.match(out.setCookie, /^session=;.*Expires=Thu, 01 Jan 1970/);
  assert.equal((await app.get('/me', out.cookie)).status, 401);
});

test('in production the cookie needs HTTPS', async () => {
  const { setCookie } = await logIn(await startApp({ production: true }));
  assert.match(setCookie, /; Secure(;|$)/);
});

test('a proof from elsewhere logs in once', async () => {
  const app = await startApp();
  const token = await proof();
  const first = await app.post('/login/proof', { token });
  assert.deepEqual([first.status, first.json], [200, { phone }]);
  assert.equal((await app.get('/me', first.cookie)).status, 200);

  const second = await app.post('/login/proof', { token });
  assert.deepEqual([second.status, second.json.error], [401, 'proof_refused']);
  assert.equal(second.setCookie, undefined);
});

test('the proof of a login by code is spent', async () => {
  const app = await startApp();
  await logIn(app);
  const [message] = emulator.messages({ phone });
  assert.ok(message.consumedAt);
});

test('a proof for another purpose, or of another project, logs nobody in', async () => {
  const app = await startApp();
  const other = emulator.createProject();
  for (const token of [await proof({ purpose: 'CHANGE_PHONE' }), await proof({ project: other })]) {
    const { status, json, setCookie } = await app.post('/login/proof', { token });
    assert.deepEqual([status, json.error, setCookie], [401, 'proof_refused', undefined]);
  }
});

test('what the service does not call valid, or says of another project, logs nobody in', async () => {
  const token = await proof();
  const good = { valid: true, phone, projectId: emulator.projectId, purpose: 'LOGIN' };
  for (const [change, status] of [
    [{}, 200],
    [{ valid: false }, 401],
    [{ projectId: 'proj_other' }, 401],
    [{ purpose: undefined }, 401],
  ]) {
    const client = { validateVerificationToken: async () => ({ ...good, ...change }) };
    const app = await startApp({ client });
    const answer = await app.post('/login/proof', { token });
    assert.equal(answer.status, status, JSON.stringify(change));
    assert.equal(answer.cookie === undefined, status !== 200);
  }
});

test('a forged, an expired and an unsigned session are nobody', async () => {
  const app = await startApp();
  const key = (text) => new TextEncoder().encode(text);
  const secret = key('a secret for tests, with enough characters');
  const jwt = (expires) =>
    new SignJWT({ sub: phone }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(expires);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const good = await jwt('1h').sign(secret);
  assert.equal((await app.get('/me', `session=${good}`)).status, 200);
  for (const token of [
    await jwt('1h').sign(key('another secret of thirty-two characters')),
    await jwt('-1h').sign(secret),
    `${part({ alg: 'none' })}.${part({ sub: phone, exp: 4e9 })}.`,
    'j:{"a":1}',
    '',
  ]) {
    const { status, json } = await app.get('/me', `session=${encodeURIComponent(token)}`);
    assert.deepEqual([status, json.error], [401, 'logged_out']);
  }
});

test('a login replaces a session that somebody planted', async () => {
  const app = await startApp();
  const planted = (await logIn(app, '+9991234560001')).cookie;
  await app.post('/login/send', { phone });
  const code = await emulator.waitForCode(phone);
  const headers = { cookie: planted };
  const { cookie } = await app.post('/login/verify', { phone, code }, { headers });
  assert.notEqual(cookie, planted);
  assert.deepEqual((await app.get('/me', cookie)).json, { phone });
});

test('bodies that are not what they should be cost no SMS', async () => {
  const app = await startApp();
  for (const [path, body, field] of [
    ['/login/send', {}, 'phone'],
    ['/login/send', { phone: 4366412345678 }, 'phone'],
    ['/login/send', { phone: ['+4366412345678'] }, 'phone'],
    ['/login/send', { phone: '0664 12345678' }, 'phone'],
    ['/login/verify', { phone, code: 123456 }, 'code'],
    ['/login/verify', { phone, code: '12345x' }, 'code'],
    ['/login/proof', { token: 'no proof' }, 'token'],
    ['/login/proof', { token: null }, 'token'],
    ['/login/send', [], undefined],
    ['/login/send', 'null', undefined],
    ['/login/send', '{"phone":"+43664', undefined],
  ]) {
    const { status, json } = await app.post(path, body);
    assert.deepEqual([status, json.error, json.field], [400, 'invalid_input', field]);
    assert.ok(json.message);
  }
  // A form of another site can only send this type without asking the browser's leave.
  const form = await app.post(
    '/login/send',
    { phone },
    { headers: { 'content-type': 'text/plain' } },
  );
  assert.equal(form.status, 400);
  const large = await app.post('/login/proof', { token: 'x'.repeat(9_000) });
  assert.deepEqual([large.status, large.json.error], [413, 'invalid_input']);
  assert.equal(emulator.messages().length, 0);
  assert.deepEqual(app.logged, []);
});

test('a phone is sent three SMS and an address asks ten times', async () => {
  const app = await startApp();
  const send = (number) => app.post('/login/send', { phone: number });
  for (let n = 0; n < 3; n += 1) assert.equal((await send(phone)).status, 200);
  const fourth = await send(phone);
  assert.deepEqual([fourth.status, fourth.json.error], [429, 'slow_down']);
  assert.ok(Number(fourth.headers.get('retry-after')) > 0);
  assert.equal(emulator.messages({ phone }).length, 3);

  for (let n = 0; n < 6; n += 1) assert.equal((await send(`+999123456000${n}`)).status, 200);
  const eleventh = await send('+9991234560009');
  assert.equal(eleventh.status, 429);
  assert.ok(Number(eleventh.headers.get('retry-after')) > 0);
  assert.equal(emulator.messages().length, 9);
});

test('an address tries to log in twenty times', async () => {
  const app = await startApp();
  const guess = (n) => app.post('/login/verify', { phone: `+99912345600${n}`, code: '000000' });
  for (let n = 10; n < 30; n += 1) assert.equal((await guess(n)).status, 400);
  assert.equal((await guess(30)).status, 429);
});

test('the address is read from a header only where proxies are named', async () => {
  const send = async (app) => {
    const statuses = [];
    for (let n = 0; n < 11; n += 1) {
      const headers = { 'x-forwarded-for': `192.0.2.${n}` };
      const answer = await app.post('/login/send', { phone: `+99912345600${10 + n}` }, { headers });
      statuses.push(answer.status);
    }
    return statuses.at(-1);
  };
  assert.equal(await send(await startApp()), 429);
  assert.equal(await send(await startApp({ proxies: 'loopback' })), 200);
});

test('a send goes on when the browser has gone', async () => {
  const app = await startApp();
  emulator.inject({ route: 'send', latencyMs: 300 });
  const channel = tracingChannel('baxverify:request');
  const ended = new Promise((resolve) => {
    const subscriber = {
      end(event) {
        channel.unsubscribe(subscriber);
        resolve(event);
      },
    };
    channel.subscribe(subscriber);
  });
  const signal = AbortSignal.timeout(100);
  await assert.rejects(app.post('/login/send', { phone }, { signal }), { name: 'TimeoutError' });
  const { status, code } = await ended;
  assert.deepEqual([status, code], [200, undefined]);
  assert.deepEqual(app.logged, []);
});

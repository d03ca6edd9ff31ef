import assert from 'node:assert/strict';
import { tracingChannel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:http';
import * as runner from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { secret, startApp, stopApps } from './support.js';

const emulator = useEmulator(runner);
const { test } = runner;
const phone = '+4366412345678';
runner.afterEach(stopApps);

async function logIn(app, number = phone, headers = {}) {
  await app.post('/login/send', { phone: number });
  const code = await emulator.waitForCode(number);
  return app.post('/login/verify', { phone: number, code }, { headers });
}

/** As an app on a phone does, with a client key. */
async function proof(purpose = 'LOGIN', project = emulator) {
  const { projectId, clientKey: apiKey, url: baseUrl } = project;
  const client = new BaxCloudVerifyClient({ projectId, apiKey, baseUrl });
  await client.sendOtp({ phone, purpose });
  const code = await project.waitForCode(phone);
  return (await client.verifyOtp({ phone, code })).accessToken;
}

test('logs in by code, knows the user, logs out', async () => {
  const app = await startApp();
  const sent = await app.post('/login/send', { phone });
  assert.deepEqual([sent.status, sent.json], [200, { expiresInSeconds: 600 }]);
  const code = await emulator.waitForCode(phone);
  const verified = await app.post('/login/verify', { phone, code });
  assert.deepEqual([verified.status, verified.json], [200, { phone }]);
  assert.equal(verified.headers.get('cache-control'), 'no-store');
  const attributes = verified.setCookie.split('; ').slice(1).sort();
  assert.deepEqual(attributes, ['HttpOnly', 'Max-Age=3600', 'Path=/', 'SameSite=Lax']);
  assert.ok(emulator.messages({ phone })[0].consumedAt, 'the proof is spent');

  assert.deepEqual((await app.get('/me', verified.cookie)).json, { phone });
  const out = await app.post('/logout', undefined, { headers: { cookie: verified.cookie } });
  assert.equal(out.status, 204);
  assert.match(out.setCookie, /^session=;.*(Max-Age=0|1970)/);
  assert.equal((await app.get('/me', out.cookie)).json.error, 'logged_out');
  assert.equal((await app.get('/me')).status, 401);
});

test('the cookie of production needs HTTPS', async () => {
  assert.match((await logIn(await startApp({ production: true }))).setCookie, /; Secure/);
});

test('logs in by a proof, once', async () => {
  const app = await startApp();
  const token = await proof();
  const { status, json, cookie } = await app.post('/login/proof', { token });
  assert.deepEqual([status, json], [200, { phone }]);
  assert.equal((await app.get('/me', cookie)).status, 200);
  assertRefused(await app.post('/login/proof', { token }));
});

test('a proof for another purpose or of another project is refused', async () => {
  const app = await startApp();
  assertRefused(await app.post('/login/proof', { token: await proof('CHANGE_PHONE') }));
  const foreign = await proof('LOGIN', emulator.createProject());
  assertRefused(await app.post('/login/proof', { token: foreign }));
});

test('a proof that the service does not vouch for is refused', async (t) => {
  const good = { valid: true, phone, projectId: emulator.projectId, purpose: 'LOGIN' };
  let reply;
  const service = createServer((_request, response) => response.end(JSON.stringify(reply)));
  await once(service.listen(0, '127.0.0.1'), 'listening');
  t.after(() => service.close());
  const baseUrl = `http://127.0.0.1:${service.address().port}/v1`;
  const app = await startApp({ baxverify: { baseUrl } });
  const token = await proof();
  for (const change of [{ valid: false }, { projectId: 'proj_other' }, { purpose: undefined }]) {
    reply = { ...good, ...change };
    assertRefused(await app.post('/login/proof', { token }));
  }
  reply = good;
  assert.equal((await app.post('/login/proof', { token })).status, 200);
});

test('only a session of our own making counts', async () => {
  const app = await startApp();
  const sign = (payload, options) => app.app.jwt.sign(payload, options);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'none' })}.${part({ sub: phone, exp: 4e9 })}.`;
  for (const token of [
    sign({ sub: phone }, { key: secret.replace('a', 'b') }),
    sign({ sub: phone }, { algorithm: 'HS512' }),
    sign({ sub: phone, iat: 1, exp: 2 }),
    sign({}),
    unsigned,
    'nonsense',
  ]) {
    const { status, json } = await app.get('/me', `session=${token}`);
    assert.deepEqual([status, json.error], [401, 'logged_out']);
  }
  const good = sign({ sub: phone });
  assert.equal((await app.get('/me', `session=${good}`)).status, 200);
  const authorization = `Bearer ${good}`;
  assert.equal((await app.get('/me', undefined, { authorization })).status, 401);
});

test('a login replaces a session that somebody planted', async () => {
  const app = await startApp();
  const planted = (await logIn(app, '+9991234560001')).cookie;
  const { cookie } = await logIn(app, phone, { cookie: planted });
  assert.notEqual(cookie, planted);
  assert.deepEqual((await app.get('/me', cookie)).json, { phone });
});

test('bodies that do not fit their schema cost no SMS', async () => {
  const app = await startApp();
  for (const [path, body, field] of [
    ['/login/send', {}, 'phone'],
    ['/login/send', { phone: 4366412345678 }, 'phone'],
    ['/login/send', { phone: [phone] }, 'phone'],
    ['/login/send', { phone: '0664 12345678' }, 'phone'],
    ['/login/send', { phone: `${phone}\n` }, 'phone'],
    ['/login/verify', { phone, code: 123456 }, 'code'],
    ['/login/verify', { phone, code: '12345x' }, 'code'],
    ['/login/proof', { token: 'no proof' }, 'token'],
    ['/login/proof', { token: null }, 'token'],
    ['/login/send', [], undefined],
    ['/login/send', 'null', undefined],
    ['/login/send', '{"phone":"+43664', undefined],
  ]) {
    const { status, json } = await app.post(path, body);
    assert.deepEqual([status, json.error, json.field], [400, 'invalid_input', field], body);
    assert.match(json.message, field ? new RegExp(`^${field} must be `) : /JSON object/);
  }
  const headers = { 'content-type': 'text/plain' };
  assert.equal((await app.post('/login/send', { phone }, { headers })).status, 415);
  assert.equal((await app.post('/login/proof', { token: 'x'.repeat(9_000) })).status, 413);
  assert.equal(emulator.messages().length, 0);
});

test('three SMS to a phone, ten from an address', async () => {
  const app = await startApp();
  const send = (number) => app.post('/login/send', { phone: number });
  for (let n = 0; n < 3; n += 1) assert.equal((await send(phone)).status, 200);
  assertSlowed(await send(phone));
  for (let n = 0; n < 6; n += 1) assert.equal((await send(`+999123456000${n}`)).status, 200);
  assertSlowed(await send('+9991234560009'));
  assert.equal(emulator.messages().length, 9);
});

test('twenty tries to log in from an address', async () => {
  const app = await startApp();
  const guess = (n) => app.post('/login/verify', { phone: `+99912345600${n}`, code: '000000' });
  for (let n = 10; n < 30; n += 1) assert.equal((await guess(n)).status, 400);
  assertSlowed(await guess(30));
});

test('X-Forwarded-For is believed only behind proxies of ours', async () => {
  for (const [proxies, last] of [
    [undefined, 429],
    ['loopback', 200],
  ]) {
    const app = await startApp({ proxies });
    let status;
    for (let n = 10; n < 21; n += 1) {
      const headers = { 'x-forwarded-for': `192.0.2.${n}` };
      const body = { phone: `+99912345600${n}` };
      ({ status } = await app.post('/login/send', body, { headers }));
    }
    assert.equal(status, last);
  }
});

test('a send goes on when the browser has gone', async () => {
  const app = await startApp();
  emulator.inject({ route: 'send', latencyMs: 300 });
  const channel = tracingChannel('baxverify:request');
  const ended = new Promise((end) => channel.subscribe({ end }));
  const signal = AbortSignal.timeout(100);
  await assert.rejects(app.post('/login/send', { phone }, { signal }), { name: 'TimeoutError' });
  const { status, code } = await ended;
  assert.deepEqual([status, code], [200, undefined]);
  assert.deepEqual(app.errors(), []);
});

test('logs hold no secret', async () => {
  const app = await startApp();
  const { cookie } = await logIn(app);
  const [{ code }] = emulator.messages({ phone });
  const token = await proof();
  await app.post('/login/proof', { token });
  await app.get('/me', cookie);
  app.app.log.info(
    { body: { phone, code, token }, req: { headers: { cookie } } },
    'by a colleague',
  );
  assert.match(app.output(), /by a colleague/);
  for (const value of [phone.slice(1), code, token, cookie.slice(8), emulator.apiKey, secret])
    assert.ok(!app.output().includes(value), `the log shows ${value}`);
});

function assertRefused({ status, json, setCookie }) {
  assert.deepEqual([status, json.error, setCookie], [401, 'proof_refused', undefined]);
}

function assertSlowed({ status, json, headers }) {
  assert.deepEqual([status, json.error], [429, 'slow_down']);
  assert.ok(Number(headers.get('retry-after')) > 0);
}

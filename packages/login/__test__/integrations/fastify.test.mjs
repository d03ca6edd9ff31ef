import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createPhoneLogin } from '@baxcloud/baxverify-login';
import phoneLogin, * as face from '@baxcloud/baxverify-login/fastify';
import fastify from 'fastify';
import { fakeGuard } from '../support/guard.mjs';
import { createApp } from './snippets/fastify.mjs';
import { assertNeutral, BROKE, newPhone, post, startLogin } from './support/service.mjs';
import { createUsers } from './support/users.mjs';

async function open(t, app) {
  t.after(() => app.close());
  return app.listen({ host: '127.0.0.1', port: 0 });
}

async function startReadme(t, options) {
  const { client, emulator } = await startLogin(t, options);
  const sessions = { start: ({ id }) => `of-${id}` };
  const app = await createApp({ client, users: createUsers(), sessions });
  return { app, emulator, url: await open(t, app) };
}

/** An app with the plugin and its own route. */
async function startApp(t, options, settings) {
  const app = fastify(settings);
  await app.register(phoneLogin, { clientAddress: 'socket', onVerified() {}, ...options });
  app.post('/own', async (request) => ({ got: request.body }));
  return { app, url: await open(t, app) };
}

test('the README logs a phone in', async (t) => {
  const { emulator, url } = await startReadme(t);
  const phone = newPhone();
  const sent = await post(`${url}/login/send`, { phone });
  assert.equal(sent.status, 200);
  assert.equal(sent.headers.get('cache-control'), 'no-store');
  assert.ok(sent.json.resendAfterSeconds >= 0 && sent.json.expiresInSeconds > 0);
  const { status, json, headers } = await post(`${url}/login/verify`, {
    phone,
    code: emulator.codeFor(phone),
  });
  assert.equal(status, 200);
  assert.deepEqual(json, { user: { id: 'user-1', phone } });
  assert.deepEqual(headers.getSetCookie(), ['session=of-user-1; HttpOnly; SameSite=Lax; Path=/']);
});

test("the README's own route answers as the routes do", async (t) => {
  const { emulator, url } = await startReadme(t, BROKE);
  const phone = newPhone();
  for (const path of ['resend', 'login/send']) {
    t.mock.method(console, 'error', () => {});
    const answer = await post(`${url}/${path}`, { phone });
    assert.equal(answer.status, 503);
    assert.deepEqual(answer.json, {
      error: 'unavailable',
      message: 'Login by phone is not available now. Try again later.',
    });
    assertNeutral(answer, { emulator, phone });
  }
  assert.equal((await post(`${url}/resend`, '{')).status, 400);
});

test('errors have status, reason and wait', async (t) => {
  const { client } = await startLogin(t);
  const refuse = { action: 'refuse', reason: 'slow_down', retryAfterSeconds: 41 };
  const login = createPhoneLogin({ client, guard: fakeGuard({ send: refuse }) });
  const { url } = await startApp(t, { login });
  const { status, headers, json } = await post(`${url}/login/send`, { phone: newPhone() });
  assert.equal(status, 429);
  assert.equal(headers.get('retry-after'), '41');
  assert.deepEqual(json, {
    error: 'slow_down',
    message: 'Too many attempts. Wait a little.',
    retryAfterSeconds: 41,
  });
});

test('a response of the app is passed on, with its cookies', async (t) => {
  const { client, emulator } = await startLogin(t);
  const login = createPhoneLogin({ client, guard: fakeGuard() });
  const { url } = await startApp(t, {
    login,
    onVerified({ reply }) {
      reply.header('set-cookie', 'a=1');
      const headers = new Headers({ location: '/home' });
      headers.append('set-cookie', 'b=2');
      headers.append('set-cookie', 'c=3');
      return new Response(null, { status: 303, headers });
    },
  });
  const phone = newPhone();
  await login.send({ phone });
  const { status, headers } = await post(`${url}/login/verify`, {
    phone,
    code: emulator.codeFor(phone),
  });
  assert.deepEqual([status, headers.get('location')], [303, '/home']);
  assert.deepEqual(headers.getSetCookie(), ['a=1', 'b=2', 'c=3']);
  assert.equal(headers.get('cache-control'), 'no-store');
});

test("the app's own parsers, limits and routes stay as they are", async (t) => {
  const { login } = await startLogin(t);
  const { app, url } = await startApp(t, { login });
  const big = { text: 'x'.repeat(20_000) };
  assert.deepEqual((await post(`${url}/own`, big)).json, { got: big });
  assert.equal(app.phoneLogin, login);
  assert.ok(app.hasPlugin('@baxcloud/baxverify-login'));
});

test('what is no small JSON object is refused before it is read', async (t) => {
  const { login } = await startLogin(t);
  const { url } = await startApp(t, { login });
  const to = `${url}/login/send`;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  assert.equal((await post(to, 'phone=1', form)).status, 415);
  assert.equal((await post(to, { phone: 'x'.repeat(5000) })).status, 413);
  assert.equal((await post(to, '[]')).status, 400);
  assert.equal((await post(to, '{')).status, 400);
  assert.equal((await post(to, {}, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await fetch(to)).status, 404);
});

test('a client that sends its body slowly is cut off, and one that leaves is forgotten', {
  timeout: 20_000,
}, async (t) => {
  const { login } = await startLogin(t);
  const told = [];
  const { url } = await startApp(t, {
    login,
    bodyTimeout: 200,
    onError: (error) => told.push(error),
  });
  const { port } = new URL(url);
  const head = `POST /login/send HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 40\r\n\r\n{`;
  const gone = connect(Number(port), '127.0.0.1', () => gone.end(head, () => gone.destroy()));
  gone.on('error', () => {});
  const answer = await new Promise((resolve) => {
    let text = '';
    const slow = connect(Number(port), '127.0.0.1', () => slow.write(head));
    slow.on('data', (part) => {
      text += part;
    });
    slow.on('close', () => resolve(text));
  });
  assert.match(answer, /^HTTP\/1\.1 408 /);
  assert.match(answer, /connection: close/i);
  assert.deepEqual(told, []);
});

test("the client's address is what the app chose", async (t) => {
  const { client } = await startLogin(t);
  const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' };
  for (const [clientAddress, ip] of [
    ['socket', '127.0.0.1'],
    ['none', undefined],
    [{ trustedProxies: 1 }, '203.0.113.9'],
    [(request) => request.ip, '203.0.113.9'],
  ]) {
    const guard = fakeGuard();
    const login = createPhoneLogin({ client, guard });
    const { url } = await startApp(t, { login, clientAddress }, { trustProxy: '127.0.0.1' });
    await post(`${url}/login/send`, { phone: newPhone() }, forwarded);
    assert.equal(guard.named('checkSend')[0][0].ip, ip);
  }
});

test('onVerified: false serves the sends only', async (t) => {
  const { login } = await startLogin(t);
  const { url } = await startApp(t, { login, onVerified: false });
  assert.equal((await post(`${url}/login/send`, { phone: newPhone() })).status, 200);
  for (const path of ['login/verify', 'login/proof', 'auth/phone-login']) {
    assert.equal((await post(`${url}/${path}`, {})).status, 404);
  }
});

test('wrong options end the start of the app', async () => {
  const app = fastify();
  app.register(phoneLogin, { login: {} });
  await assert.rejects(async () => app.ready(), {
    name: 'TypeError',
    message: /phoneLogin: .*"login"/,
  });
});

test('CommonJS and ES modules get the same functions', () => {
  const required = createRequire(import.meta.url)('@baxcloud/baxverify-login/fastify');
  const { default: standard, ...named } = face;
  assert.deepEqual({ ...named }, { ...required });
  assert.equal(standard, required.phoneLogin);
});

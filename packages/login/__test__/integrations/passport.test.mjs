import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { createPhoneLogin } from '@baxcloud/baxverify-login';
import { PhoneStrategy } from '@baxcloud/baxverify-login/passport';
import express from 'express';
import { Passport } from 'passport';
import { fakeGuard } from '../support/guard.mjs';
import { createApp } from './snippets/passport.mjs';
import {
  assertNeutral,
  BROKE,
  listen,
  newPhone,
  post,
  read,
  startLogin,
} from './support/service.mjs';
import { createUsers } from './support/users.mjs';

async function startReadme(t, options) {
  const { client, emulator } = await startLogin(t, options);
  const users = createUsers();
  const app = createApp({ client, users, secret: 'of the tests' });
  return { emulator, users, url: await listen(t, createServer(app)) };
}

/** An app with Passport's own handling of failures. */
async function startPlain(t, options, { parse = express.json(), strategy } = {}) {
  const made = strategy ?? new PhoneStrategy({ clientAddress: 'none', ...options });
  const passport = new Passport();
  passport.use(made);
  const app = express();
  const authenticate = passport.authenticate(strategy ?? 'phone', { session: false });
  app.post('/', parse, authenticate, (req, res) => res.json(req.user));
  return listen(t, createServer(app));
}

const asUser = ({ phone }) => ({ phone });

test('the README logs a phone in, and the session stays', async (t) => {
  const { emulator, users, url } = await startReadme(t);
  const phone = newPhone();
  const sent = await post(`${url}/login/send`, { phone });
  assert.deepEqual([sent.status, sent.json.phone], [200, phone]);
  const verified = await post(`${url}/login/verify`, { phone, code: emulator.codeFor(phone) });
  assert.equal(verified.status, 200);
  const cookie = verified.headers.getSetCookie()[0].split(';')[0];
  const me = await read(await fetch(`${url}/me`, { headers: { cookie } }));
  assert.equal(me.json.user.phone, phone);
  assert.equal(users.all.size, 1);
});

test('the README answers a wrong code with its reason', async (t) => {
  const { emulator, url } = await startReadme(t);
  const phone = newPhone();
  await post(`${url}/login/send`, { phone });
  const wrong = emulator.codeFor(phone) === '000000' ? '000001' : '000000';
  const { status, json } = await post(`${url}/login/verify`, { phone, code: wrong });
  assert.equal(status, 400);
  assert.deepEqual(json, {
    reason: 'wrong_code',
    message: 'That is not the code from the SMS. Try again.',
  });
});

test('the README shows nothing of the owner', async (t) => {
  t.mock.method(console, 'error', () => {});
  const { emulator, url } = await startReadme(t, BROKE);
  const phone = newPhone();
  const answer = await post(`${url}/login/send`, { phone });
  assert.equal(answer.status, 503);
  assertNeutral(answer, { emulator, phone });
});

test('a proof of a mobile app logs in, once', async (t) => {
  const { client, emulator, login } = await startLogin(t);
  const url = await startPlain(t, { login, onVerified: asUser });
  const phone = newPhone();
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  const { accessToken } = await client.verifyOtp({ phone, code: emulator.codeFor(phone) });
  const body = { baxverifyToken: accessToken, phone: '+43660000000' };
  assert.deepEqual((await post(url, body)).json, { phone });
  assert.equal((await post(url, body)).status, 401);
});

test("failures have the status of their reason, and the owner's are errors", async (t) => {
  const { client, emulator } = await startLogin(t);
  const refuse = { action: 'refuse', reason: 'slow_down', retryAfterSeconds: 41 };
  const guard = fakeGuard({ verify: refuse });
  const told = [];
  const url = await startPlain(t, {
    login: createPhoneLogin({ client, guard }),
    onVerified: asUser,
    onError: (error) => told.push(error),
  });
  const phone = newPhone();
  const slow = await post(url, { phone, code: '123456' });
  assert.deepEqual([slow.status, slow.headers.get('retry-after')], [429, '41']);
  await emulator.stop();
  t.mock.method(console, 'error', () => {});
  const token = 'aaaa.bbbb.cccc';
  const gone = await post(url, { token });
  assert.equal(gone.status, 503);
  assertNeutral(gone, { emulator, phone });
  assert.equal(told.length, 1);
});

test('a user whom the app does not want, and a fault of the app', async (t) => {
  const { client, emulator } = await startLogin(t);
  const login = createPhoneLogin({ client, guard: fakeGuard() });
  t.mock.method(console, 'error', () => {});
  for (const [onVerified, status] of [
    [() => false, 401],
    [
      () => {
        throw new Error('the database of +43664 is gone');
      },
      500,
    ],
  ]) {
    const url = await startPlain(t, { login, onVerified, onError() {} });
    const phone = newPhone();
    await login.send({ phone });
    const answer = await post(url, { phone, code: emulator.codeFor(phone) });
    assert.equal(answer.status, status);
    assert.ok(!answer.text.includes('database'));
  }
});

test('what another site has its visitors post logs nobody in', async (t) => {
  const { client, emulator } = await startLogin(t);
  const login = createPhoneLogin({ client, guard: fakeGuard() });
  const parse = express.urlencoded({ extended: true });
  const url = await startPlain(t, { login, onVerified: asUser }, { parse });
  const phone = newPhone();
  await login.send({ phone });
  const form = (origin) =>
    post(url, new URLSearchParams({ phone, code: emulator.codeFor(phone) }).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      origin,
    });
  assert.equal((await form('https://evil.example')).status, 403);
  assert.equal((await form(url)).status, 200);
});

test('a body that is no object, and one that is hostile', async (t) => {
  const { client } = await startLogin(t);
  const login = createPhoneLogin({ client, guard: fakeGuard() });
  const url = await startPlain(t, { login, onVerified: asUser });
  const long = 'x'.repeat(50_000);
  for (const body of [
    {},
    { phone: long, code: long },
    { phone: ['+43664'], code: { length: 6 } },
    { phone: '+436641234567', code: '123456', challenge: long },
    { token: long },
    '{"__proto__": {"code": "123456", "phone": "+436641234567"}}',
  ]) {
    const { status } = await post(url, body);
    assert.ok([400, 401].includes(status), `${status}`);
  }
  assert.equal((await post(url, 'a=b', { 'content-type': 'text/plain' })).status, 400);
});

test('two logins at once through one strategy each get their own user', async (t) => {
  const login = {
    send: async () => {},
    accept: async () => {},
    // The first to come is the last to be verified.
    verify: async ({ phone }) => {
      await new Promise((resolve) => setTimeout(resolve, phone.endsWith('1') ? 300 : 20));
      return { phone };
    },
  };
  const options = { login, clientAddress: 'none', onVerified: asUser };
  const url = await startPlain(t, {}, { strategy: new PhoneStrategy(options) });
  const phones = ['+436640000001', '+436640000002', '+436640000003'];
  const answers = await Promise.all(phones.map((phone) => post(url, { phone, code: '123456' })));
  assert.deepEqual(
    answers.map(({ json }) => json.phone),
    phones,
  );
});

test('wrong options end the start of the app', () => {
  const login = { send() {}, verify() {}, accept() {} };
  for (const [options, message] of [
    [{}, /"login" must be what createPhoneLogin/],
    [{ login }, /"onVerified"|"clientAddress"/],
    [{ login, clientAddress: 'socket' }, /"onVerified" must be a function/],
    [{ login, clientAddress: 'socket', onVerified() {}, orgins: [] }, /unknown option "orgins"/],
  ]) {
    assert.throws(() => new PhoneStrategy(options), { name: 'TypeError', message });
  }
});

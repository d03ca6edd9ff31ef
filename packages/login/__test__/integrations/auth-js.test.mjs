import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { Auth } from '@auth/core';
import { AuthError, CredentialsSignin } from '@auth/core/errors';
import Credentials from '@auth/core/providers/credentials';
import { createPhoneLogin } from '@baxcloud/baxverify-login';
import { phoneCredentials } from '@baxcloud/baxverify-login/auth-js';
import { fakeGuard } from '../support/guard.mjs';
import { createApp } from './snippets/auth-js.mjs';
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

const SECRET = 'a secret of the tests, long enough for Auth.js';

/** Signs in as a form of the site does. `ask` makes a request to Auth.js. */
async function signIn(ask, fields) {
  const first = await ask('/auth/csrf');
  const cookies = cookiesOf(first);
  const { csrfToken } = first.json;
  const body = new URLSearchParams({ ...fields, csrfToken, callbackUrl: '/' });
  const answer = await ask('/auth/callback/phone', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: cookies.join('; '),
      'x-forwarded-for': '198.51.100.1, 203.0.113.9',
    },
    body: body.toString(),
    redirect: 'manual',
  });
  const location = new URL(answer.headers.get('location'), 'http://127.0.0.1');
  return {
    ...answer,
    error: location.searchParams.get('error'),
    code: location.searchParams.get('code'),
    cookies: [...cookies, ...cookiesOf(answer)],
  };
}

function cookiesOf({ headers }) {
  return headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
}

/** Auth.js itself, without a framework. */
function authJs(options) {
  const logged = [];
  const config = {
    basePath: '/auth',
    secret: SECRET,
    trustHost: true,
    providers: [Credentials(phoneCredentials({ CredentialsSignin, ...options }))],
    logger: { error: (error) => logged.push(error), warn() {}, debug() {} },
  };
  const ask = async (path, init) =>
    read(await Auth(new Request(`http://127.0.0.1${path}`, init), config));
  return { ask, logged };
}

const asUser = ({ phone }) => ({ id: phone, name: phone });

test('the README logs a phone in with @auth/express', async (t) => {
  const { client, emulator } = await startLogin(t);
  const users = createUsers();
  const server = createServer(createApp({ client, users, secret: SECRET }));
  const url = await listen(t, server);
  const ask = async (path, init) => read(await fetch(url + path, init));
  const phone = newPhone();
  assert.equal((await post(`${url}/login/send`, { phone })).status, 200);
  const { cookies, error } = await signIn(ask, { phone, code: emulator.codeFor(phone) });
  assert.equal(error, null);
  const session = await ask('/auth/session', { headers: { cookie: cookies.join('; ') } });
  assert.ok(session.json.user);
  assert.deepEqual([...users.all.keys()], [phone]);
  const again = await signIn(ask, { phone, code: '123456' });
  assert.deepEqual([again.error, again.code], ['CredentialsSignin', 'code_expired']);
});

test('the code of the error is the reason', async (t) => {
  const { client, emulator, login } = await startLogin(t);
  const { ask, logged } = authJs({ login, clientAddress: 'none', onVerified: asUser });
  const phone = newPhone();
  await login.send({ phone });
  const right = emulator.codeFor(phone);
  const wrong = right === '000000' ? '000001' : '000000';
  const refused = await signIn(ask, { phone, code: wrong });
  assert.deepEqual([refused.error, refused.code], ['CredentialsSignin', 'wrong_code']);
  assert.ok(logged[0] instanceof CredentialsSignin && logged[0] instanceof AuthError);
  assert.ok(!cookiesOf(refused).some((cookie) => cookie.includes('session-token=e')));
  assert.equal((await signIn(ask, { phone, code: right })).error, null);
  const proofless = await signIn(ask, { token: 'no proof' });
  assert.equal(proofless.code, 'proof_refused');
  assert.equal((await signIn(ask, { phone })).code, 'wrong_code');
  assert.equal((await signIn(ask, { phone, code: '' })).code, 'wrong_code');

  const other = newPhone();
  await client.sendOtp({ phone: other, purpose: 'LOGIN' });
  const { accessToken } = await client.verifyOtp({ phone: other, code: emulator.codeFor(other) });
  assert.equal((await signIn(ask, { token: accessToken })).error, null);
  assert.equal((await signIn(ask, { token: accessToken })).code, 'proof_refused');
});

test("the owner's matters reach the owner, and no client", async (t) => {
  const { client, emulator } = await startLogin(t, BROKE);
  const told = [];
  const { ask, logged } = authJs({
    login: createPhoneLogin({ client, guard: fakeGuard() }),
    clientAddress: 'none',
    onVerified: asUser,
    onError: (error) => told.push(error),
  });
  await emulator.stop();
  const phone = newPhone();
  const answer = await signIn(ask, { phone, code: '123456' });
  assert.deepEqual([answer.error, answer.code], ['CredentialsSignin', 'unavailable']);
  assertNeutral(answer, { emulator, phone });
  assert.equal(told[0].cause.code, 'BAXVERIFY_NETWORK_ERROR');
  assert.ok(!String(logged[0]?.message).includes(phone));
});

test('a fault of the app is neutral, and what it throws for Auth.js stays', async (t) => {
  const { client, emulator } = await startLogin(t);
  const login = createPhoneLogin({ client, guard: fakeGuard() });
  class Banned extends CredentialsSignin {
    code = 'banned';
  }
  for (const [thrown, code] of [
    [new Error('the database is gone'), 'internal'],
    [new Banned(), 'banned'],
    [undefined, 'credentials'],
  ]) {
    const onVerified = () => {
      if (thrown) throw thrown;
    };
    const { ask } = authJs({ login, clientAddress: 'none', onVerified, onError() {} });
    const phone = newPhone();
    await login.send({ phone });
    const answer = await signIn(ask, { phone, code: emulator.codeFor(phone) });
    assert.deepEqual([answer.error, answer.code], ['CredentialsSignin', code]);
  }
});

test("the client's address is what the app chose", async (t) => {
  const { client } = await startLogin(t);
  for (const [clientAddress, ip] of [
    ['none', undefined],
    [{ trustedProxies: 1 }, '203.0.113.9'],
    [(request) => request.headers.get('x-forwarded-for').split(',')[0], '198.51.100.1'],
  ]) {
    const guard = fakeGuard();
    const login = createPhoneLogin({ client, guard });
    const { ask } = authJs({ login, clientAddress, onVerified: asUser });
    await signIn(ask, { phone: newPhone(), code: '123456' });
    assert.equal(guard.named('checkVerify')[0][0].ip, ip);
  }
});

test('the wait is in the error that Auth.js passes to the app', async (t) => {
  const { client } = await startLogin(t);
  const refuse = { action: 'refuse', reason: 'slow_down', retryAfterSeconds: 41 };
  const { authorize } = phoneCredentials({
    CredentialsSignin,
    login: createPhoneLogin({ client, guard: fakeGuard({ verify: refuse }) }),
    clientAddress: 'none',
    onVerified: asUser,
  });
  const request = new Request('http://127.0.0.1');
  await assert.rejects(authorize({ phone: newPhone(), code: '123456' }, request), (error) => {
    assert.ok(error instanceof CredentialsSignin);
    assert.deepEqual([error.code, error.retryAfterSeconds], ['slow_down', 41]);
    return true;
  });
});

test('wrong options end the start of the app', () => {
  const login = { send() {}, verify() {}, accept() {} };
  const options = { login, clientAddress: 'none', onVerified: asUser };
  for (const wrong of [undefined, class {}, Error.prototype, () => {}]) {
    assert.throws(() => phoneCredentials({ ...options, CredentialsSignin: wrong }), {
      name: 'TypeError',
      message: /"CredentialsSignin" must be the class/,
    });
  }
  assert.throws(
    () => phoneCredentials({ ...options, CredentialsSignin, clientAddress: 'socket' }),
    {
      name: 'TypeError',
    },
  );
});

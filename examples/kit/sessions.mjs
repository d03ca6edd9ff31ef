// Tests logins by code, with a session in a cookie.

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { logIn, me, newPhone, send } from './login.mjs';

/** @param {import('./subject.d.ts').Subject} subject */
export function testSessions({ test = runner.test, emulator, startApp }) {
  test('a code from the SMS begins a session, and a logout ends it', async () => {
    const app = await startApp();
    const phone = newPhone();
    assert.equal((await app.get('/me')).status, 401);
    const sent = await send(app, phone);
    const waits = { expiresInSeconds: 600, resendAfterSeconds: 30 };
    assert.deepEqual([sent.status, sent.json], [200, { phone, ...waits }]);
    assert.equal(sent.cookie, undefined);

    const code = await emulator.waitForCode(phone);
    const login = await app.post('/login/verify', { phone, code });
    assert.equal(login.status, 200);
    assert.deepEqual(attributesOf(login), ['httponly', 'max-age=3600', 'path=/', 'samesite=lax']);
    assert.match(login.cookie, /^session=[\w.-]+$/);
    assert.equal(login.headers.get('cache-control'), 'no-store');
    assert.ok(!login.text.includes(login.cookie.split('=')[1]), 'scripts cannot read the session');

    const { cookie } = login;
    const user = await app.get('/me', { cookie });
    assert.deepEqual([user.status, user.json], [200, login.json]);
    const { id, ...known } = user.json.user ?? user.json;
    assert.deepEqual(known, { phone });
    assert.equal(user.headers.get('cache-control'), 'no-store');

    const out = await app.post('/logout', undefined, { headers: { cookie } });
    assert.equal(out.status, 204);
    assert.match(out.setCookie, /^session=;.*(Max-Age=0|1970)/);
    const after = await app.get('/me', { cookie: out.cookie });
    assert.deepEqual([after.status, after.json.error], [401, 'logged_out']);
  });

  test('a number is one number however it is written, and a code too', async () => {
    const app = await startApp();
    const phone = newPhone();
    assert.equal((await send(app, `0043 (${phone.slice(3, 6)}) ${phone.slice(6)}\n`)).status, 200);
    const code = await emulator.waitForCode(phone);
    const spaced = ` ${code.slice(0, 3)}-${code.slice(3)}`;
    const login = await app.post('/login/verify', { phone, code: spaced });
    assert.equal((await me(app, login)).phone, phone);
  });

  test('in production the cookie needs HTTPS', async () => {
    const login = await logIn(await startApp({ production: true }), emulator, newPhone());
    assert.ok(attributesOf(login).includes('secure'));
  });

  test('a login replaces a session that somebody planted', async () => {
    const app = await startApp();
    const { cookie: planted } = await logIn(app, emulator, newPhone());
    const phone = newPhone();
    const login = await logIn(app, emulator, phone, { headers: { cookie: planted } });
    assert.notEqual(login.cookie, planted);
    assert.equal((await me(app, login)).phone, phone);
  });

  test('a session that was changed, or is none, is nobody', async () => {
    const app = await startApp();
    const { cookie } = await logIn(app, emulator, newPhone());
    const [name, session] = cookie.split('=');
    const [header, payload, signature] = session.split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const claims = JSON.parse(Buffer.from(payload, 'base64url'));
    const other = Buffer.from(JSON.stringify({ ...claims, sub: newPhone() })).toString('base64url');
    for (const value of [
      `${header}.${other}.${signature}`,
      `${header}.${payload}.${signature.slice(1)}`,
      `${header}.${payload}.`,
      `${none}.${payload}.`,
      encodeURIComponent('j:{"a":1}'),
      'nonsense',
      '',
    ]) {
      const { status, json } = await app.get('/me', { cookie: `${name}=${value}` });
      assert.deepEqual([status, json.error], [401, 'logged_out'], value);
    }
    assert.deepEqual(app.errors(), []);
  });
}

/** In lower case and sorted, without `Expires`, which is equivalent to `Max-Age`. */
function attributesOf({ setCookie }) {
  const [, ...attributes] = setCookie.toLowerCase().split('; ');
  return attributes.filter((attribute) => !attribute.startsWith('expires=')).sort();
}

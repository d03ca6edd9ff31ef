import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { fakeGuard } from './support/guard.mjs';
import { fakeLogin, JSON_TYPE, KINDS, PHONE, post } from './support/handlers.mjs';
import { clientOf, login as kit, newPhone } from './support/service.mjs';

for (const [kind, open] of Object.entries(KINDS)) {
  describe(`the ${kind} handler`, () => {
    const start = (t, options) =>
      open(t, { login: fakeLogin(), onVerified: () => undefined, onError: () => {}, ...options });

    test('logs in, by a code and by a proof', async (t) => {
      const emulator = await startEmulator();
      t.after(() => emulator.stop());
      const client = clientOf(emulator);
      const users = [];
      const { call } = await start(t, {
        login: kit.createPhoneLogin({ client, guard: fakeGuard() }),
        onVerified: ({ phone }) => {
          users.push(phone);
          return { user: users.length };
        },
      });
      const phone = newPhone();
      const sent = await post(call, '/login/send', { phone: ` ${phone} ` });
      assert.equal(sent.status, 200);
      assert.deepEqual(sent.body, { phone, expiresInSeconds: 600, resendAfterSeconds: 30 });
      const wrong = await post(call, '/login/verify', { phone, code: '0000' });
      assert.equal(wrong.status, 400);
      assert.equal(wrong.body.error, 'wrong_code');
      const right = await post(call, '/login/verify', { phone, code: emulator.codeFor(phone) });
      assert.deepEqual([right.status, right.body], [200, { user: 1 }]);
      for (const [path, name] of [
        ['/login/proof', 'token'],
        ['/login/proof', 'accessToken'],
        ['/auth/phone-login', 'accessToken'],
        ['/auth/phone-login', 'baxverifyToken'],
      ]) {
        const other = newPhone();
        await client.sendOtp({ phone: other, purpose: 'LOGIN' });
        const { accessToken } = await client.verifyOtp({
          phone: other,
          code: emulator.codeFor(other),
        });
        // The number next to the proof is somebody else's.
        const body = { phone, [name]: accessToken };
        assert.equal((await post(call, path, body)).status, 200);
        assert.equal(users.at(-1), other);
        const again = await post(call, path, body);
        assert.deepEqual([again.status, again.body.error], [401, 'proof_refused']);
      }
    });

    test('answers with headers that keep it out of caches', async (t) => {
      const { call } = await start(t);
      for (const [path, body] of [
        ['/login/send', { phone: PHONE }],
        ['/login/verify', { phone: PHONE, code: '123456' }],
        ['/login/send', '{'],
        ['/nowhere', {}],
      ]) {
        const { headers } = await post(call, path, body);
        assert.equal(headers.get('cache-control'), 'no-store');
        assert.equal(headers.get('x-content-type-options'), 'nosniff');
        assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
        assert.equal(headers.get('access-control-allow-origin'), null);
      }
    });

    test('takes POST', async (t) => {
      const login = fakeLogin();
      const { call } = await start(t, { login });
      for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
        for (const path of ['/login/send', '/login/verify', '/login/proof', '/auth/phone-login']) {
          const response = await call(path, { method });
          assert.equal(response.status, 405, `${method} ${path}`);
          assert.equal(response.headers.get('allow'), 'POST, OPTIONS');
          const text = await response.text();
          if (method !== 'HEAD') assert.equal(JSON.parse(text).error, 'method_not_allowed');
        }
      }
      const options = await call('/login/send', { method: 'OPTIONS' });
      assert.deepEqual([options.status, await options.text()], [204, '']);
      assert.equal(options.headers.get('allow'), 'POST, OPTIONS');
      assert.equal(options.headers.get('access-control-allow-methods'), null);
      assert.deepEqual(login.calls, []);
    });

    test('has no other routes', async (t) => {
      const { call } = await start(t);
      for (const path of [
        '/',
        '/login',
        '/login/',
        '/login/send/',
        '/login/Send',
        '/login//send',
        '/login/send%2f',
      ].concat('/x/login/send', '/login/toString', '/login/__proto__', `/${'a'.repeat(5000)}`)) {
        const { status, body } = await post(call, path, {});
        assert.deepEqual([status, body.error], [404, 'not_found'], path.slice(0, 50));
      }
      assert.equal((await post(call, '/login/send?x=1', { phone: PHONE })).status, 200);
    });

    test('has its routes where the app wants them', async (t) => {
      const { call } = await start(t, { basePath: '/api/sms', phoneLoginPath: false });
      assert.equal((await post(call, '/api/sms/send', { phone: PHONE })).status, 200);
      assert.equal((await post(call, '/login/send', {})).status, 404);
      assert.equal((await post(call, '/auth/phone-login', {})).status, 404);
      const root = await start(t, { basePath: '' });
      assert.equal((await post(root.call, '/send', { phone: PHONE })).status, 200);
    });

    test('takes JSON only', async (t) => {
      const login = fakeLogin();
      const { call } = await start(t, { login });
      const types = [
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'text/plain',
      ]
        .concat(
          'text/plain;application/json',
          'application/jsonx',
          'application/json5',
          'text/json',
        )
        .concat('application/x+json', `${'a'.repeat(5000)}/json`);
      for (const type of types) {
        const response = await call('/login/send', {
          headers: { 'content-type': type },
          body: '{"phone":"+4366412345678"}',
        });
        assert.equal(response.status, 415, type.slice(0, 50));
        assert.equal((await response.json()).error, 'invalid_input');
      }
      const none = await call('/login/send', { body: new Uint8Array([123, 125]) });
      assert.equal(none.status, 415);
      const packed = await call('/login/send', {
        headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
        body: '{}',
      });
      assert.equal(packed.status, 415);
      assert.deepEqual(login.calls, []);
      for (const type of [
        'application/json',
        'Application/JSON;charset=utf-8',
        'application/json ; charset="UTF-8"',
      ]) {
        const response = await call('/login/send', {
          headers: { 'content-type': type },
          body: '{"phone":"x"}',
        });
        assert.equal(response.status, 200, type);
      }
    });

    test('takes an object only', async (t) => {
      const login = fakeLogin();
      const { call } = await start(t, { login });
      const bodies = [
        '',
        ' ',
        '{',
        'null',
        '[]',
        '"x"',
        '7',
        'true',
        '{"phone":"x"}x',
        '[{"phone":"x"}]',
        "{'a':1}",
        '\u0000',
      ].concat('['.repeat(4000), '{"a":'.repeat(800));
      for (const body of bodies) {
        const response = await call('/login/send', { headers: JSON_TYPE, body });
        const answer = await response.text();
        assert.equal(response.status, 400, body.slice(0, 20));
        assert.equal(JSON.parse(answer).error, 'invalid_input');
      }
      const latin = await call('/login/send', {
        headers: JSON_TYPE,
        body: new Uint8Array([0x22, 0xe4, 0x22]),
      });
      assert.equal(latin.status, 400);
      assert.deepEqual(login.calls, []);
    });

    test('takes 4 KiB, whatever the headers say', async (t) => {
      const login = fakeLogin();
      const { call } = await start(t, { login });
      const exactly = (bytes) => `{"phone":"${'x'.repeat(bytes - 12)}"}`;
      assert.equal((await post(call, '/login/send', exactly(4096))).status, 200);
      assert.equal((await post(call, '/login/send', exactly(4097))).status, 413);
      assert.equal((await post(call, '/login/send', exactly(50_000))).status, 413);
      // Without a length.
      let pulled = 0;
      const endless = new ReadableStream({
        pull(controller) {
          pulled += 1;
          controller.enqueue(new Uint8Array(1024).fill(32));
          if (pulled === 100_000) controller.close();
        },
      });
      const response = await call('/login/send', { headers: JSON_TYPE, body: endless }).catch(
        () => undefined,
      );
      // The client may see the connection closed before it reads the answer.
      if (response) assert.equal(response.status, 413);
      assert.ok(pulled < 50_000, String(pulled));
      const small = await start(t, { login, maxBodyBytes: 256 });
      assert.equal((await post(small.call, '/login/send', exactly(257))).status, 413);
      assert.equal(login.calls.length, 1);
    });

    test("reads fields that are the object's own, and nothing from its prototype", async (t) => {
      const login = fakeLogin();
      const { call } = await start(t, { login });
      await post(
        call,
        '/login/send',
        '{"__proto__":{"phone":"+4366412345678"},"constructor":{"prototype":{"ip":"x"}}}',
      );
      await post(call, '/login/proof', '{"__proto__":{"token":"a.b.c"}}');
      const planted = {
        ...{ phone: PHONE, token: 'a.b.c', text: 'x', response: 'x', isUnread: true },
        ...{ retryAfterSeconds: 7, messages: {}, origin: 'https://evil.example' },
      };
      for (const [key, value] of Object.entries(planted)) {
        Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
      }
      try {
        assert.equal((await post(call, '/login/send', '{}')).status, 400);
        assert.equal((await post(call, '/login/send', '{"phone":"x"}')).status, 200);
        assert.equal((await post(call, '/login/proof', '{}')).status, 200);
        const refused = await post(call, '/login/proof', '[]');
        assert.deepEqual([refused.status, refused.body.error], [400, 'invalid_input']);
        assert.equal(refused.headers.get('retry-after'), null);
        const asked = await call('/login/send', { method: 'OPTIONS' });
        assert.deepEqual([asked.status, await asked.text()], [204, '']);
      } finally {
        for (const key of Object.keys(planted)) delete Object.prototype[key];
      }
      for (const [name, request] of login.calls) {
        assert.equal(
          name === 'send' ? request.phone : request.token,
          name === 'send' ? 'x' : undefined,
        );
      }
      assert.equal({}.ip, undefined);
    });

    test('hands the login what was typed, and takes neither address nor user from the body', async (t) => {
      const login = fakeLogin();
      const { call } = await start(t, { login, device: () => 'd', user: async () => 'u' });
      const typed = {
        phone: 'x',
        code: 'y',
        challenge: 'c',
        ip: '9.9.9.9',
        device: 'mine',
        user: 'root',
      };
      await post(call, '/login/send', typed);
      await post(call, '/login/verify', typed);
      const fields = { phone: 'x', challenge: 'c', ip: undefined, device: 'd', user: 'u' };
      assert.deepEqual(login.calls, [
        ['send', fields],
        ['verify', { ...fields, code: 'y' }],
      ]);
      for (const challenge of [7, {}, [], null, true]) {
        assert.equal((await post(call, '/login/send', { phone: 'x', challenge })).status, 400);
      }
    });

    test('stands values of 50,000 characters', async (t) => {
      const emulator = await startEmulator();
      t.after(() => emulator.stop());
      const guard = fakeGuard();
      const { call } = await start(t, {
        login: kit.createPhoneLogin({ client: clientOf(emulator), guard }),
        maxBodyBytes: 65_536,
      });
      const long = ['+', '0', '１', ' ', '-', '(', '.', 'x', '\u202a', '{"'].map((text) =>
        text.repeat(50_000 / text.length).slice(0, 20_000),
      );
      const began = performance.now();
      for (const text of long) {
        assert.equal(
          (await post(call, '/login/send', { phone: text })).body.error,
          'invalid_phone',
        );
        assert.equal(
          (await post(call, '/login/verify', { phone: PHONE, code: text })).body.error,
          'wrong_code',
        );
        assert.equal(
          (await post(call, '/login/proof', { token: text })).body.error,
          'proof_refused',
        );
      }
      assert.ok(performance.now() - began < 3000);
      assert.deepEqual(guard.calls, []);
    });
  });
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { fakeGuard } from './support/guard.mjs';
import { fakeLogin, JSON_TYPE, KINDS, PHONE, post, serve } from './support/handlers.mjs';
import { clientOf, login as kit, newPhone } from './support/service.mjs';

const { PhoneLoginError } = kit;

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
        // The number beside the proof is somebody else's.
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
        assert.equal((await post(call, '/login/send', '{}')).status, 200);
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
        assert.equal(name === 'send' ? request.phone : request.token, undefined);
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

    test('answers each reason with its status, and says when to come back', async (t) => {
      for (const reason of kit.PHONE_LOGIN_REASONS) {
        const error = new PhoneLoginError(reason, { retryAfterSeconds: 17 });
        const { call } = await start(t, {
          login: fakeLogin({ send: error, verify: error, accept: error }),
        });
        for (const [path, body] of [
          ['/login/send', { phone: PHONE }],
          ['/login/verify', { phone: PHONE, code: '123456' }],
          ['/login/proof', { token: 'a.b.c' }],
        ]) {
          const answer = await post(call, path, body);
          assert.equal(answer.status, error.status);
          assert.equal(answer.headers.get('retry-after'), '17');
          assert.deepEqual(answer.body, {
            error: reason,
            message: error.message,
            retryAfterSeconds: 17,
          });
        }
      }
    });

    test('tells the owner what is wrong, and the client nothing of it', async (t) => {
      const emulator = await startEmulator();
      t.after(() => emulator.stop());
      const heard = [];
      const { call } = await start(t, {
        login: kit.createPhoneLogin({ client: clientOf(emulator), guard: fakeGuard() }),
        onError: (error, request) => {
          heard.push([error.reason, error.cause.code, typeof request.headers]);
          throw new Error('a broken log');
        },
      });
      emulator.inject({ route: 'send', error: 'BAXVERIFY_INSUFFICIENT_CREDITS' });
      const { status, body } = await post(call, '/login/send', { phone: PHONE });
      assert.equal(status, 503);
      assert.deepEqual(body, { error: 'unavailable', message: kit.DEFAULT_MESSAGES.unavailable });
      assert.deepEqual(heard, [['unavailable', 'BAXVERIFY_INSUFFICIENT_CREDITS', 'object']]);
    });

    test('is quiet about what users do wrong, and about what the guard refuses', async (t) => {
      const onError = () => assert.fail('called');
      for (const reason of ['wrong_code', 'slow_down', 'unavailable']) {
        const login = fakeLogin({ send: new PhoneLoginError(reason) });
        const { call } = await start(t, { login, onError });
        await post(call, '/login/send', { phone: PHONE });
        await post(call, '/login/send', '{');
      }
    });

    test('speaks other languages', async (t) => {
      const login = fakeLogin({
        send: new PhoneLoginError('slow_down'),
        verify: new PhoneLoginError('wrong_code', { message: 'von der App' }),
      });
      const german = { slow_down: 'Bitte etwas warten.' };
      const fixed = await start(t, { login, messages: german });
      assert.equal(
        (await post(fixed.call, '/login/send', { phone: 'x' })).body.message,
        german.slow_down,
      );
      assert.equal(
        (await post(fixed.call, '/login/verify', { phone: 'x' })).body.message,
        'von der App',
      );
      const chosen = await start(t, {
        login,
        messages: (request) => {
          const languages =
            request.headers.get?.('accept-language') ?? request.headers['accept-language'];
          if (languages === 'xx') throw new Error('broken');
          return languages === 'de' ? german : undefined;
        },
      });
      const message = async (language) =>
        (await post(chosen.call, '/login/send', { phone: 'x' }, { 'accept-language': language }))
          .body.message;
      assert.equal(await message('de'), german.slow_down);
      assert.equal(await message('en'), kit.DEFAULT_MESSAGES.slow_down);
      assert.equal(await message('xx'), kit.DEFAULT_MESSAGES.slow_down);
    });

    describe('makes the session by onVerified', () => {
      const verify = async (t, onVerified, options) => {
        const { call } = await start(t, { onVerified, ...options });
        const response = await call('/login/verify', {
          headers: JSON_TYPE,
          body: `{"phone":"${PHONE}","code":"123456"}`,
        });
        return { response, text: await response.text() };
      };

      test('which may answer nothing, or anything that JSON holds', async (t) => {
        assert.equal((await verify(t, () => undefined)).text, `{"phone":"${PHONE}"}`);
        for (const value of [{ token: 't' }, null, 'text', 7, [1], false]) {
          const { response, text } = await verify(t, async () => value);
          assert.equal(response.status, 200);
          assert.deepEqual(JSON.parse(text), value);
        }
      });

      test('which may set cookies and other headers', async (t) => {
        const { response } = await verify(t, ({ headers }) => {
          headers.append('set-cookie', 'a=1; HttpOnly');
          headers.append('set-cookie', 'b=2; HttpOnly');
          headers.set('x-session', 'yes');
        });
        assert.deepEqual(response.headers.getSetCookie(), ['a=1; HttpOnly', 'b=2; HttpOnly']);
        assert.equal(response.headers.get('x-session'), 'yes');
        assert.equal(response.headers.get('cache-control'), 'no-store');
      });

      test('which may answer a Response, or throw one', async (t) => {
        const answer = ({ headers }) => {
          headers.append('set-cookie', 'a=1');
          return new Response('made', {
            status: 201,
            headers: { 'set-cookie': 'b=2', 'content-type': 'text/x' },
          });
        };
        const thrown = (given) => {
          throw answer(given);
        };
        for (const onVerified of [answer, thrown]) {
          const { response, text } = await verify(t, onVerified);
          assert.deepEqual([response.status, text], [201, 'made']);
          assert.equal(response.headers.get('content-type'), 'text/x');
          assert.deepEqual(response.headers.getSetCookie().sort(), ['a=1', 'b=2']);
          assert.equal(response.headers.get('cache-control'), 'no-store');
          assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
        }
        const { response } = await verify(t, () =>
          Response.redirect('http://app.example/home', 303),
        );
        assert.deepEqual(
          [response.status, response.headers.get('location')],
          [303, 'http://app.example/home'],
        );
        const empty = await verify(t, () => new Response(null, { status: 204 }));
        assert.deepEqual([empty.response.status, empty.text], [204, '']);
      });

      test('whose faults are a neutral 500', async (t) => {
        const secret = new Error('secret of the database');
        const circle = {};
        circle.self = circle;
        const used = new Response('x');
        await used.text();
        const faults = [
          () => {
            throw secret;
          },
          async () => {
            throw secret;
          },
          () => Promise.reject(undefined),
          () => {
            throw 'text';
          },
          () => circle,
          () => 7n,
          () => () => {},
          () => used,
          () => Response.error(),
        ];
        for (const onVerified of faults) {
          const heard = [];
          const { response, text } = await verify(t, onVerified, {
            onError: (error) => heard.push(error),
          });
          assert.equal(response.status, 500, String(onVerified));
          assert.deepEqual(JSON.parse(text), {
            error: 'internal',
            message: kit.DEFAULT_MESSAGES.internal,
          });
          assert.deepEqual(
            heard.map(({ reason }) => reason),
            ['internal'],
          );
        }
      });

      test('which may refuse in the words of the login', async (t) => {
        const { response, text } = await verify(t, () => {
          throw new PhoneLoginError('slow_down', { retryAfterSeconds: 5 });
        });
        assert.deepEqual([response.status, JSON.parse(text).error], [429, 'slow_down']);
      });

      test('which is not asked without a verified phone', async (t) => {
        const onVerified = () => assert.fail('called');
        const { response } = await verify(t, onVerified, {
          login: fakeLogin({ verify: new PhoneLoginError('wrong_code') }),
        });
        assert.equal(response.status, 400);
      });
    });

    test('answers a neutral 500 where the login itself fails', async (t) => {
      const login = fakeLogin({ send: new TypeError('secret') });
      const { call } = await start(t, { login });
      const { status, body } = await post(call, '/login/send', { phone: PHONE });
      assert.deepEqual([status, body.error], [500, 'internal']);
    });
  });
}

describe('options of the handlers', () => {
  const good = { login: fakeLogin(), onVerified: () => {}, clientAddress: 'none' };
  const wrong = [
    [undefined, /object of options/],
    [{ ...good, login: {} }, /"login"/],
    [{ ...good, onVerified: undefined }, /"onVerified"/],
    [{ ...good, clientAddress: undefined }, /"clientAddress"/],
    [{ ...good, clientAddress: 'x-forwarded-for' }, /"clientAddress"/],
    [{ ...good, clientAddress: { trustedProxies: 0 } }, /"clientAddress"/],
    [{ ...good, clientAddress: { trustedProxies: 1, header: 'x' } }, /"clientAddress"/],
    [{ ...good, clientAddress: true }, /"clientAddress"/],
    [{ ...good, origins: 'https://app.example' }, /"origins"/],
    [{ ...good, origins: ['https://app.example/'] }, /"origins"/],
    [{ ...good, origins: ['*'] }, /"origins"/],
    [{ ...good, origins: ['null'] }, /"origins"/],
    [{ ...good, basePath: 'login' }, /"basePath"/],
    [{ ...good, basePath: '/login/' }, /"basePath"/],
    [{ ...good, phoneLoginPath: true }, /"phoneLoginPath"/],
    [{ ...good, device: 'x' }, /"device"/],
    [{ ...good, messages: { nope: 'x' } }, /"nope"/],
    [{ ...good, onError: 'x' }, /"onError"/],
    [{ ...good, maxBodyBytes: 1e9 }, /"maxBodyBytes"/],
    [{ ...good, bodyTimeout: 0 }, /"bodyTimeout"/],
    [{ ...good, onverified: 1 }, /unknown option "onverified"/],
  ];
  for (const [options, message] of wrong) {
    test(`a wrong one ends the start: ${message}`, () => {
      for (const make of [kit.toFetchHandler, kit.toNodeHandler]) {
        assert.throws(
          () => make(options),
          (error) => error instanceof TypeError && message.test(error.message),
        );
      }
    });
  }

  test('a Request has no socket', () => {
    assert.throws(
      () => kit.toFetchHandler({ ...good, clientAddress: 'socket' }),
      /"clientAddress"/,
    );
  });
});

describe('the fetch handler alone', () => {
  test('says so where somebody has read the body', async () => {
    const heard = [];
    const handler = kit.toFetchHandler({
      login: fakeLogin(),
      clientAddress: 'none',
      onVerified: () => {},
      onError: (error) => heard.push(error.cause.message),
    });
    const request = new Request('http://x/login/send', {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{}',
    });
    await request.text();
    assert.equal((await handler(request)).status, 500);
    assert.match(heard[0], /body was read/);
  });

  test('hands on what the runtime gives beside the request', async () => {
    const seen = [];
    const handler = kit.toFetchHandler({
      login: fakeLogin(),
      clientAddress: (_request, context) => context.address,
      onVerified: ({ context }) => seen.push(context.address),
    });
    const request = new Request('http://x/login/verify', {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{}',
    });
    await handler(request, { address: '192.0.2.7' });
    assert.deepEqual(seen, ['192.0.2.7']);
  });
});

describe('the Node handler alone', () => {
  const options = { login: fakeLogin(), clientAddress: 'socket', onVerified: () => undefined };

  test('leaves other paths to the app', async (t) => {
    const handler = kit.toNodeHandler(options);
    const { url } = await serve(t, (req, res) => handler(req, res, () => res.end('next')));
    assert.equal(await (await fetch(`${url}/other`)).text(), 'next');
    assert.equal((await fetch(`${url}/login/send`)).status, 405);
  });

  test('is found under the path that a framework mounts it at', async (t) => {
    const handler = kit.toNodeHandler(options);
    const { url } = await serve(t, (req, res) => {
      req.originalUrl = req.url;
      req.url = req.url.replace(/^\/(login|mounted)/, '');
      handler(req, res);
    });
    const send = (path) =>
      fetch(url + path, { method: 'POST', headers: JSON_TYPE, body: '{"phone":"x"}' });
    assert.equal((await send('/login/send')).status, 200);
    assert.equal((await send('/mounted/login/send')).status, 200);
  });

  for (const [title, body, status] of [
    ['an object', { phone: 'x' }, 200],
    ['text', '{"phone":"x"}', 200],
    ['bytes', Buffer.from('{"phone":"x"}'), 200],
    ['long text', `{"phone":"${'x'.repeat(5000)}"}`, 413],
    ['a list', [], 400],
    ['nothing', null, 400],
    ['a number', 7, 400],
  ]) {
    test(`takes what a body parser has made: ${title}`, async (t) => {
      const login = fakeLogin();
      const handler = kit.toNodeHandler({ ...options, login });
      const { url } = await serve(t, async (req, res) => {
        for await (const _part of req);
        req.body = body;
        handler(req, res);
      });
      const response = await fetch(`${url}/login/send`, {
        method: 'POST',
        headers: JSON_TYPE,
        body: '{}',
      });
      assert.equal(response.status, status);
      assert.equal(login.calls.length, status === 200 ? 1 : 0);
    });
  }

  test('reads the body itself where a parser of other types has only put an empty object there', async (t) => {
    const handler = kit.toNodeHandler(options);
    const { url } = await serve(t, (req, res) => {
      req.body = {};
      handler(req, res);
    });
    const response = await fetch(`${url}/login/send`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{"phone":"x"}',
    });
    assert.equal(response.status, 200);
  });

  test('says so where the body is gone', async (t) => {
    const heard = [];
    const handler = kit.toNodeHandler({
      ...options,
      onError: (error) => heard.push(error.cause.message),
    });
    const { url } = await serve(t, async (req, res) => {
      for await (const _part of req);
      handler(req, res);
    });
    const response = await fetch(`${url}/login/send`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{}',
    });
    assert.equal(response.status, 500);
    assert.match(heard[0], /body was read/);
  });

  test('keeps what the app has put on the answer, and stays silent where the app has answered', async (t) => {
    const handler = kit.toNodeHandler({
      ...options,
      onVerified: ({ request, response }) => {
        response.setHeader('set-cookie', 'own=1');
        response.setHeader('vary', 'Accept-Encoding');
        if (request.headers['x-end']) response.writeHead(202).end('own');
      },
    });
    const { url } = await serve(t, handler);
    const verify = (headers) =>
      fetch(`${url}/login/verify`, {
        method: 'POST',
        headers: { ...JSON_TYPE, ...headers },
        body: '{}',
      });
    const response = await verify();
    assert.deepEqual(response.headers.getSetCookie(), ['own=1']);
    assert.equal(response.headers.get('vary'), 'Accept-Encoding, Origin');
    const own = await verify({ 'x-end': '1' });
    assert.deepEqual([own.status, await own.text()], [202, 'own']);
  });
});

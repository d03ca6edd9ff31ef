import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { fakeGuard } from './support/guard.mjs';
import { fakeLogin, JSON_TYPE, KINDS, PHONE, post } from './support/handlers.mjs';
import { clientOf, login as kit } from './support/service.mjs';

const { PhoneLoginError } = kit;

for (const [kind, open] of Object.entries(KINDS)) {
  describe(`the ${kind} handler`, () => {
    const start = (t, options) =>
      open(t, { login: fakeLogin(), onVerified: () => undefined, onError: () => {}, ...options });

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
        (await post(fixed.call, '/login/verify', { phone: 'x', code: '1' })).body.message,
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
      // A promise is not a table, and its rejection must not end the process.
      const late = await start(t, {
        login,
        messages: async () => {
          throw new Error('broken');
        },
      });
      assert.equal(
        (await post(late.call, '/login/send', { phone: 'x' })).body.message,
        kit.DEFAULT_MESSAGES.slow_down,
      );
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

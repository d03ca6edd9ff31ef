import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BaxVerifyError, responseOf } from '@baxcloud/baxverify';
import { leaks, renderings, SECRETS } from './support/canaries.mjs';
import { clientOf, METHODS, rejection } from './support/client.mjs';
import { answer, envelope, json, Server } from './support/server.mjs';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

// A new context has what the flag adds.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** The metadata of a response with the given headers and body. */
async function metadataOf(t, headers, body = {}) {
  const server = await Server.start(t);
  server.reply(json(body, { headers }));
  return responseOf(await clientOf(server).getStats());
}

describe('responseOf', () => {
  for (const { name, request } of METHODS) {
    test(`tells about the response to ${name}`, async (t) => {
      const server = await Server.start(t);
      const headers = { 'X-Request-Id': 'req-7', 'set-cookie': 'a=b' };
      for (const body of [{ ok: 1 }, { success: true, data: { ok: 1 } }]) {
        server.reply((socket) =>
          setTimeout(() => json(body, { status: 201, headers })(socket), 60),
        );
        const result = await clientOf(server)[name](request);
        const { durationMs, ...rest } = responseOf(result);
        assert.deepEqual(rest, {
          status: 201,
          headers: Object.assign(Object.create(null), {
            'content-length': String(JSON.stringify(body).length),
            'content-type': 'application/json',
            'x-request-id': 'req-7',
          }),
          requestId: 'req-7',
          attempts: 1,
        });
        assert.ok(durationMs >= 50 && durationMs < 30_000, durationMs);
        assert.equal(responseOf(result), responseOf(result));
      }
    });
  }

  test('counts all attempts and their time', async (t) => {
    const server = await Server.start(t);
    server.reply(answer(503), answer(429, '', { 'retry-after': '0' }), json({}));
    const { attempts, durationMs } = responseOf(
      await clientOf(server, { maxRetries: 2 }).getStats(),
    );
    assert.equal(attempts, 3);
    assert.ok(durationMs >= 90, durationMs);
  });

  test('measures time by a clock that nobody sets', async (t) => {
    const server = await Server.start(t);
    server.reply(answer(503), json({}), answer(503), answer(503));
    const client = clientOf(server, { maxRetries: 1 });
    let hours = 0;
    t.mock.method(Date, 'now', () => 3_600_000 * hours++);
    const { attempts, durationMs } = responseOf(await client.getStats());
    assert.equal(attempts, 2);
    assert.ok(durationMs < 100_000, durationMs);
    const error = await rejection(client.getStats());
    assert.equal(error.attempts, 2);
    assert.ok(responseOf(error).durationMs < 100_000);
  });

  test('leaves no trace in a result', async (t) => {
    const server = await Server.start(t);
    const body = { a: 1, b: { c: [2] } };
    server.reply(json(body), json(body));
    const client = clientOf(server);
    const result = await client.getStats();
    assert.deepEqual(result, body);
    assert.deepEqual(Reflect.ownKeys(result), ['a', 'b']);
    assert.equal(inspect(result, { showHidden: true }), inspect(body, { showHidden: true }));
    assert.equal(JSON.stringify(result), JSON.stringify(body));
    assert.deepEqual(structuredClone(result), body);
    assert.deepEqual(await client.getStats(), result);
    assert.equal(responseOf({ ...result }), undefined);
    assert.equal(responseOf(structuredClone(result)), undefined);
    result.a = 2;
    assert.equal(responseOf(Object.freeze(result)).status, 200);
  });

  test('returns undefined for anything else', async (t) => {
    const others = [undefined, null, 0, '', 'x', Symbol('x'), {}, [], () => {}, new Proxy({}, {})];
    for (const other of others) assert.equal(responseOf(other), undefined);
    assert.equal(responseOf(), undefined);
    const init = { code: 'BAXVERIFY_TIMEOUT', message: 'x', statusCode: 500 };
    assert.equal(responseOf(new BaxVerifyError(init)), undefined);
    const server = await Server.start(t);
    server.reply(json({}));
    assert.equal(responseOf(new Proxy(await clientOf(server).getStats(), {})), undefined);
  });

  test('gives frozen objects without a prototype in the headers', async (t) => {
    const metadata = await metadataOf(t, JSON.parse('{"__proto__":"x","via":"y"}'));
    assert.ok(Object.isFrozen(metadata) && Object.isFrozen(metadata.headers));
    assert.equal(Object.getPrototypeOf(metadata.headers), null);
    assert.equal(metadata.headers.toString, undefined);
    assert.ok(Object.keys(metadata.headers).includes('__proto__'));
  });

  test('works for large results and for other characters', async (t) => {
    const server = await Server.start(t);
    for (const text of ['x', 'ä', '中', '😀', '\ud83d']) {
      for (const length of [1, 100, 12_000, 40_000, 300_000]) {
        const body = { text: text.repeat(length) };
        server.reply(json(body, { headers: { 'x-request-id': `${length}` } }));
        const result = await clientOf(server).getStats();
        assert.equal(result.text.length, body.text.length);
        assert.equal(responseOf(result).requestId, `${length}`);
      }
    }
  });

  test('still works after the client is gone', async (t) => {
    let gone = 0;
    const registry = new FinalizationRegistry(() => {
      gone += 1;
    });
    const results = [];
    const server = await Server.start(t);
    for (let round = 0; round < 50; round++) {
      server.reply(json({ requestId: `r-${round}` }));
      const client = clientOf(server);
      registry.register(client, undefined);
      results.push(await client.getStats());
    }
    // The last client may still be on the stack, and finalizers run in later turns.
    for (let turn = 0; gone < 49 && turn < 1000; turn++) {
      collectGarbage();
      await setImmediate();
    }
    assert.ok(gone >= 49, `${gone} of 50 clients are gone`);
    results.forEach((result, round) => {
      assert.equal(responseOf(result).requestId, `r-${round}`);
    });
  });
});

describe('the request id', () => {
  const ids = [
    ['x-request-id', 'a-1'],
    ['request-id', 'a-2'],
    ['x-correlation-id', 'a-3'],
    ['x-amzn-requestid', 'a-4'],
    ['x-amz-request-id', 'a-5'],
    ['x-trace-id', 'a-6'],
    ['traceparent', `00-${TRACE}-b7ad6b7169203331-01`, TRACE],
    ['cf-ray', '8f-VIE'],
  ];

  test('is that of the body, else of the first header', async (t) => {
    const all = Object.fromEntries(ids.toReversed?.() ?? [...ids].reverse());
    assert.equal((await metadataOf(t, all, { requestId: 'req_1' })).requestId, 'req_1');
    for (const [name, value, id = value] of ids) {
      assert.equal((await metadataOf(t, all)).requestId, id);
      assert.equal((await metadataOf(t, { [name]: value })).requestId, id);
      delete all[name];
    }
    assert.equal((await metadataOf(t, all)).requestId, undefined);
  });

  test('is nothing but an id', async (t) => {
    const odd = [
      '',
      ' ',
      'a b',
      'a\tb',
      '%s',
      'ä',
      '\x85',
      '"x"',
      'x'.repeat(129),
      'x'.repeat(12_000),
    ];
    for (const value of odd) {
      const headers = { 'x-request-id': value, 'cf-ray': 'ray' };
      assert.equal((await metadataOf(t, headers, { requestId: value })).requestId, 'ray', value);
    }
    for (const value of [7, true, null, {}, ['x']]) {
      assert.equal((await metadataOf(t, {}, { requestId: value })).requestId, undefined);
    }
    for (const value of [
      '00',
      `00-${'0'.repeat(32)}-1-01`,
      `zz-${TRACE}-1-01`,
      `00-${TRACE}1-1-01`,
    ]) {
      assert.equal((await metadataOf(t, { traceparent: value })).requestId, undefined, value);
    }
  });
});

describe('the headers', () => {
  test('are bounded', async (t) => {
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`x-${at}`, 'y']));
    assert.ok(Object.keys((await metadataOf(t, many)).headers).length <= 64);
    const large = Object.fromEntries(
      Array.from({ length: 25 }, (_, at) => [`x-${at}`, 'y'.repeat(500)]),
    );
    const { headers } = await metadataOf(t, large);
    const size = Object.entries(headers).join('').length;
    assert.ok(size > 2000 && size <= 4096, size);
    for (const headers of [
      { a: 'x'.repeat(513) },
      { ['n'.repeat(65)]: 'x' },
      { a: 'ä' },
      { a: 'x\ty' },
    ]) {
      const found = Object.keys((await metadataOf(t, headers)).headers);
      assert.deepEqual(found.sort(), ['content-length', 'content-type'], Object.keys(headers)[0]);
    }
  });

  test('hold no cookie and no credential', async (t) => {
    const names = [
      'set-cookie',
      'Cookie',
      'authorization',
      'www-authenticate',
      'proxy-authenticate',
      'authentication-info',
      'x-api-key',
      'x-csrf-token',
      'x-amz-security-token',
      'x-session',
    ];
    for (const name of names) {
      const { headers } = await metadataOf(t, { [name]: 'canary', via: 'x' });
      assert.deepEqual(
        Object.keys(headers).sort(),
        ['content-length', 'content-type', 'via'],
        name,
      );
    }
  });

  test('of one name are joined', async (t) => {
    const server = await Server.start(t);
    const head = 'HTTP/1.1 200 OK\r\nVia: a\r\nX: 1\r\nvia:  b\r\ncontent-length: 2\r\n\r\n{}';
    server.reply((socket) => socket.write(head));
    const { headers } = responseOf(await clientOf(server).getStats());
    assert.deepEqual({ ...headers }, { 'content-length': '2', via: 'a, b', x: '1' });
  });
});

describe('a service that repeats the request in its headers', () => {
  const { apiKey, phone, code, token } = SECRETS;
  const calls = {
    sendOtp: { phone },
    verifyOtp: { phone, code },
    validateVerificationToken: { token },
    listLogs: { phone },
    getStats: {},
  };
  const forms = (secret) => [
    secret,
    `x${secret}`,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    ...(/^\+?\d+$/.test(secret) ? [[...secret].join('-')] : []),
    `/path?q=${secret}&r=1`,
  ];

  for (const [name, request] of Object.entries(calls)) {
    test(`gets none of it out of ${name}`, async (t) => {
      const server = await Server.start(t);
      const client = clientOf(server, { apiKey });
      for (const secret of [apiKey, ...Object.values(request)]) {
        for (const form of forms(secret)) {
          const headers = {
            'x-request-id': form,
            'x-trace-id': form,
            via: `1.1 ${form}`,
            [`x-${secret.replace(/[^\w]/g, '')}`]: 'as a name',
            server: 'srv',
            'cf-ray': 'ray',
          };
          const failed = { headers, status: 400 };
          const said = envelope('SOME_CODE', 'No.', {
            requestId: form,
            details: { requestId: form },
          });
          server.reply(
            json({ requestId: form }, { headers }),
            json(said, failed),
            answer(502, '', headers),
          );
          const metadata = responseOf(await client[name](request));
          const errors = [
            await rejection(client[name](request)),
            await rejection(client[name](request)),
          ];
          assert.equal(metadata.requestId, 'ray', form);
          for (const { requestId } of errors) assert.equal(requestId, 'ray', form);
          for (const value of [
            metadata,
            ...errors.flatMap((error) => [error, { ...responseOf(error).headers }]),
          ]) {
            assert.equal((value.headers ?? value).server, 'srv');
            for (const text of renderings(value)) {
              assert.ok(!text?.includes(secret), text);
              assert.deepEqual(leaks(text), [], text);
            }
          }
        }
      }
    });
  }

  test('nor what the response added', async (t) => {
    const server = await Server.start(t);
    const headers = { 'x-request-id': token, 'x-proven': `${phone.slice(4)} ${token}`, via: 'x' };
    server.reply(json({ verified: true, phone, accessToken: token }, { headers }));
    const result = await clientOf(server).verifyOtp({ phone: '+4312345678', code: '1234' });
    const metadata = responseOf(result);
    assert.equal(metadata.requestId, undefined);
    assert.equal(metadata.headers.via, 'x');
    for (const text of renderings(metadata)) assert.deepEqual(leaks(text), [], text);
  });
});

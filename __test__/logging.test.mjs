import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { clientOf, METHODS, PHONE, rejection } from './support/client.mjs';
import { Recorder } from './support/loggers.mjs';
import { answer, envelope, json, Server, silence } from './support/server.mjs';

const headers = { 'x-request-id': 'req-7' };

/** A server and a client that logs to a recorder. */
async function setUp(t, options) {
  const server = await Server.start(t);
  const logger = new Recorder();
  return { server, logger, client: clientOf(server, { logger, ...options }) };
}

function withoutTime({ durationMs, ...fields }) {
  assert.ok(durationMs >= 0 && durationMs < 60_000, durationMs);
  return fields;
}

describe('a call has one line at info', () => {
  for (const { name, request } of METHODS) {
    test(`${name}, if it succeeds`, async (t) => {
      const { server, logger, client } = await setUp(t);
      server.reply(json({}, { headers }), json({ requestId: 'body-1' }, { status: 201, headers }));
      for (const [status, requestId] of [
        [200, 'req-7'],
        [201, 'body-1'],
      ]) {
        await client[name](request);
        const [level, line, fields, ...more] = logger.lines.pop();
        assert.deepEqual([level, logger.lines, more], ['info', [], []]);
        assert.match(
          line,
          new RegExp(
            `^\\[baxverify\\] ${name} succeeded status=${status} attempts=1 durationMs=[\\d.]+ requestId=${requestId}$`,
          ),
        );
        const { outcome } = fields;
        assert.equal(outcome, 'succeeded');
        const expected = { operation: name, outcome, status, attempts: 1, requestId };
        assert.deepEqual(withoutTime(fields), expected);
      }
    });

    test(`${name}, if it fails`, async (t) => {
      const { server, logger, client } = await setUp(t);
      server.reply(
        json(envelope('BAXVERIFY_RATE_LIMIT', 'No.'), { status: 429, headers }),
        answer(502, '', headers),
        (socket) => socket.destroy(),
      );
      for (let round = 0; round < 3; round++) {
        const {
          code,
          outcome,
          statusCode: status,
          attempts,
          requestId,
        } = await rejection(client[name](request));
        const [level, line, fields] = logger.lines.pop();
        assert.deepEqual([level, logger.lines], ['info', []]);
        assert.ok(
          line.startsWith(`[baxverify] ${name} failed outcome=${outcome} code=${code} `),
          line,
        );
        const all = { operation: name, outcome, code, status, attempts, requestId };
        const expected = Object.entries(all).filter(([, value]) => value !== undefined);
        assert.deepEqual(withoutTime(fields), Object.fromEntries(expected));
        assert.equal(expected.length, round < 2 ? 6 : 4);
        assert.equal(line.includes('undefined'), false);
      }
    });
  }

  test('if its arguments are refused', async (t) => {
    const { logger, client } = await setUp(t);
    await rejection(client.sendOtp({ phone: 7 }));
    await rejection(client.sendOtp({ phone: PHONE }, { timeOut: 5 }));
    for (const fields of logger.of('info')) {
      assert.equal(fields.code, 'BAXVERIFY_INVALID_ARGUMENT');
      assert.equal(fields.outcome, 'not_sent');
      assert.equal(fields.attempts, 0);
    }
    assert.equal(logger.lines.length, 2);
  });

  test('if a client key cannot make it', async () => {
    const logger = new Recorder();
    const client = clientOf('http://127.0.0.1:1/v1', { apiKey: 'bax_pk_1', logger });
    for (const call of [client.listLogs(), client.allLogs(), client.eachLog().next()]) {
      await rejection(call);
    }
    const lines = logger.of('info').map(({ operation, outcome }) => [operation, outcome]);
    assert.deepEqual(lines, Array(3).fill(['listLogs', 'not_sent']));
  });

  test('if it is aborted', async (t) => {
    const { server, logger, client } = await setUp(t);
    server.reply(silence);
    await rejection(client.getStats({}, { signal: AbortSignal.abort(new Error('canary')) }));
    const controller = new AbortController();
    const call = client.getStats({}, { signal: controller.signal });
    await server.until(() => server.requests.length === 1);
    controller.abort('canary');
    assert.equal(await rejection(call), 'canary');
    assert.equal(logger.lines.length, 2);
    for (const [level, line, fields] of logger.lines) {
      assert.equal(level, 'info');
      assert.match(line, /^\[baxverify\] getStats aborted durationMs=[\d.]+$/);
      assert.deepEqual(withoutTime(fields), { operation: 'getStats', outcome: 'aborted' });
    }
  });
});

describe('a line at warn', () => {
  test('tells about retries', async (t) => {
    const { server, logger, client } = await setUp(t, { maxRetries: 2 });
    server.reply(answer(503), answer(429, '', { 'retry-after': '0' }), json({}, { headers }));
    await client.getStats();
    const [fields] = logger.of('info');
    assert.equal(fields.attempts, 3);
    const cause = 'BAXVERIFY_HTTP_ERROR';
    const expected = { operation: 'getStats', attempts: 3, cause, requestId: 'req-7' };
    assert.deepEqual(logger.of('warn')[0], expected);
    assert.match(
      logger.lines[1][1],
      /^\[baxverify\] getStats was retried attempts=3 cause=BAXVERIFY_HTTP_ERROR requestId=req-7$/,
    );
    server.reply(answer(500), answer(500), answer(500));
    await rejection(client.getStats());
    assert.equal(logger.of('warn').filter(({ cause: found }) => found === cause).length, 2);
  });

  test('tells about calls that take half of their timeout', async (t) => {
    const { server, logger, client } = await setUp(t, { timeout: 30_000 });
    const late = (socket) => setTimeout(() => json({})(socket), 120);
    server.reply(json({}), late, silence);
    await client.getStats({}, { timeout: 60_000 });
    assert.deepEqual(logger.of('warn'), []);
    await client.getStats({}, { timeout: 200 }).catch(() => {});
    const [{ durationMs, ...fields }] = logger.of('warn');
    assert.ok(durationMs >= 100, durationMs);
    assert.deepEqual(fields, { operation: 'getStats', limitMs: 100 });
    await rejection(client.getStats({}, { timeout: 50 }));
    assert.equal(logger.of('warn').length, 2);
    assert.equal(logger.of('info').length, 3);
  });
});

test('debug adds a line for each request, response and wait', async (t) => {
  const { server, logger, client } = await setUp(t, { logLevel: 'debug', maxRetries: 1 });
  server.reply(answer(503), json({}));
  await client.listLogs({ phone: PHONE });
  const lines = logger.lines.filter(([level]) => level === 'debug').map(([, line]) => line);
  const target = 'method=GET path=/v1/auth/sms/logs';
  const patterns = [
    `listLogs sends a request ${target} attempt=1 phone=\\+43\\*{9}78`,
    `listLogs got no result ${target} attempt=1 status=503 code=BAXVERIFY_HTTP_ERROR durationMs=\\d+`,
    `listLogs waits ${target} attempt=1 waitMs=\\d+`,
    `listLogs sends a request ${target} attempt=2 phone=\\+43\\*{9}78`,
    `listLogs got a response ${target} attempt=2 status=200 durationMs=\\d+`,
  ];
  assert.equal(lines.length, patterns.length, lines.join('\n'));
  for (const [at, pattern] of patterns.entries()) {
    assert.match(lines[at], new RegExp(`^\\[baxverify\\] ${pattern}$`));
  }
});

describe('the level', () => {
  const shown = {
    debug: ['debug', 'info', 'warn'],
    info: ['info', 'warn'],
    warn: ['warn'],
    error: [],
    off: [],
  };
  for (const [logLevel, levels] of Object.entries(shown)) {
    test(logLevel, async (t) => {
      const { server, logger, client } = await setUp(t, { logLevel, maxRetries: 1 });
      server.reply(answer(503), json({}));
      await client.getStats();
      assert.deepEqual([...new Set(logger.lines.map(([level]) => level))].sort(), levels);
    });
  }

  test('comes from BAXCLOUD_LOG, and the option wins', async (t) => {
    t.after(() => delete process.env.BAXCLOUD_LOG);
    for (const [variable, logLevel, lines] of [
      ['warn', undefined, 0],
      ['INFO', undefined, 1],
      ['debug', undefined, 3],
      ['off', undefined, 0],
      ['off', 'info', 1],
      ['debug', 'off', 0],
      ['', undefined, 1],
    ]) {
      process.env.BAXCLOUD_LOG = variable;
      const { server, logger, client } = await setUp(t, { logLevel });
      server.reply(json({}));
      await client.getStats();
      assert.equal(logger.lines.length, lines, variable);
    }
  });

  test('without a logger, lines go to the console', async (t) => {
    const lines = [];
    for (const level of ['debug', 'info', 'warn', 'error']) {
      t.mock.method(console, level, (...args) => lines.push([level, ...args]));
    }
    t.after(() => delete process.env.BAXCLOUD_LOG);
    const server = await Server.start(t);
    const call = async (options) => {
      server.reply(json({}));
      await clientOf(server, options).getStats();
      return lines.splice(0);
    };
    assert.deepEqual(await call({}), []);
    for (const found of [await call({ logLevel: 'info' }), await call({ logger: console })]) {
      assert.deepEqual([found.length, found[0].length, found[0][0]], [1, 2, 'info']);
      assert.match(found[0][1], /^\[baxverify\] getStats succeeded status=200 /);
    }
    process.env.BAXCLOUD_LOG = 'info';
    assert.equal((await call({})).length, 1);
    // No event is printed twice.
    assert.equal((await call({ debug: true, logLevel: 'debug' })).length, 3);
    assert.equal((await call({ debug: true })).length, 3);
  });

  test('and the logger are checked', (t) => {
    t.after(() => delete process.env.BAXCLOUD_LOG);
    const refusal = (options) => {
      try {
        new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'bax_sk_1', ...options });
      } catch (error) {
        assert.equal(error.code, 'BAXVERIFY_INVALID_ARGUMENT');
        return error;
      }
      assert.fail('accepted');
    };
    for (const [value, meant] of [
      ['warning', 'warn'],
      ['Info', 'info'],
      ['inf', 'info'],
      ['errors', 'error'],
      ['trace'],
      ['x'.repeat(50_000)],
      [''],
      [3],
      [true],
      [{}],
    ]) {
      const { message, details } = refusal({ logLevel: value });
      assert.equal(details.field, 'logLevel');
      assert.match(message, /^logLevel must be one of debug, info, warn, error, off; got a/);
      assert.equal(message.includes(`Did you mean ${meant}?`), meant !== undefined, message);
      assert.ok(message.length < 200);
    }
    const { warn: _, ...noWarn } = { debug() {}, info() {}, warn() {}, error() {} };
    for (const [value, kind] of [
      [noWarn, 'one without warn'],
      [{}, 'one without debug'],
      [() => {}, 'one without debug'],
      [{ ...noWarn, warn: 'x' }, 'one without warn'],
      ['console', 'a string'],
      [true, 'a boolean'],
    ]) {
      const { message, details } = refusal({ logger: value });
      assert.equal(details.field, 'logger');
      const expected = 'an object with the methods debug, info, warn, error';
      assert.equal(message, `logger must be ${expected}; got ${kind}.`);
    }
    for (const [name, meant] of [
      ['loger', 'logger'],
      ['loglevel', 'logLevel'],
      ['log', 'logger'],
    ]) {
      assert.match(refusal({ [name]: console }).message, new RegExp(`Did you mean ${meant}\\?`));
    }
    process.env.BAXCLOUD_LOG = 'warning';
    assert.match(refusal({}).message, /Did you mean warn\? It comes from .* BAXCLOUD_LOG\.$/);
  });
});

describe('a logger that fails', () => {
  const throwing = () => {
    throw new Error('full');
  };
  const all = (method) => ({ debug: method, info: method, warn: method, error: method });
  const loggers = {
    throws: all(throwing),
    'returns a rejected promise': all(() => Promise.reject(new Error('full'))),
    'never finishes': all(() => new Promise(() => {})),
    'returns an odd object': all(() => ({
      // biome-ignore lint/suspicious/noThenProperty: it is what is tested
      get then() {
        throw new Error('odd');
      },
    })),
    'loses its methods': Object.defineProperties(
      {},
      {
        ...Object.fromEntries(['debug', 'info', 'warn', 'error'].map((name) => [name, getter()])),
      },
    ),
  };

  /** A method the first time, then an error. */
  function getter() {
    let reads = 0;
    return {
      get() {
        reads += 1;
        return reads === 1 ? () => {} : throwing();
      },
    };
  }

  for (const [name, logger] of Object.entries(loggers)) {
    test(`does not change a call: it ${name}`, async (t) => {
      const server = await Server.start(t);
      const client = clientOf(server, { logger, logLevel: 'debug', maxRetries: 1 });
      server.reply(answer(503), json({ a: 1 }), answer(500), answer(500));
      assert.deepEqual(await client.getStats(), { a: 1 });
      assert.equal((await rejection(client.getStats())).statusCode, 500);
      assert.equal((await rejection(client.sendOtp({}))).code, 'BAXVERIFY_INVALID_ARGUMENT');
      await new Promise((resolve) => setImmediate(resolve));
    });
  }

  test('options with getters that throw reject as without a log', async (t) => {
    const { client, logger } = await setUp(t);
    const options = {
      get signal() {
        throw new Error('odd');
      },
    };
    assert.equal((await rejection(client.getStats({}, options))).message, 'odd');
    assert.ok(logger.lines.length <= 1);
  });
});

test('lines come in the asynchronous context of the call', async (t) => {
  const storage = new AsyncLocalStorage();
  const found = [];
  const method = () => found.push(storage.getStore());
  const logger = { debug: method, info: method, warn: method, error: method };
  const server = await Server.start(t);
  const client = clientOf(server, { logger, logLevel: 'debug' });
  const calls = Array.from({ length: 8 }, (_, at) =>
    storage.run(at, async () => {
      server.reply(at % 2 ? json({}) : answer(500));
      await client.getStats().catch(() => {});
    }),
  );
  await Promise.all(calls);
  assert.equal(found.length, 24);
  for (let at = 0; at < 8; at++) assert.equal(found.filter((store) => store === at).length, 3);
});

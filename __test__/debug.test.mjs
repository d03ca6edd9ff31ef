import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { clientOf, METHODS, PHONE, rejection } from './support/client.mjs';
import { answer, envelope, json, Server, silence } from './support/server.mjs';

const MASKED = '+43*********78';
const original = console.debug;
let lines = [];

beforeEach(() => {
  lines = [];
  console.debug = (...args) => lines.push(args);
});
afterEach(() => {
  console.debug = original;
});

/** Each line must be one argument that matches its whole pattern. `#` means a number. */
function assertLines(...patterns) {
  assert.equal(lines.length, patterns.length, JSON.stringify(lines));
  patterns.forEach((pattern, index) => {
    const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('#', '\\d+');
    assert.equal(lines[index].length, 1);
    assert.match(lines[index][0], new RegExp(`^${escaped}$`));
  });
  lines = [];
}

describe('with debug', () => {
  const phones = { sendOtp: true, verifyOtp: true, listLogs: true };
  for (const { name, request, method, path } of METHODS) {
    test(`${name} prints its request and its answer`, async (t) => {
      const server = await Server.start(t);
      server.reply(json({}), answer(201, '{}'));
      const target = `${method} /v1${path.split('?')[0]}`;
      const phone = phones[name] ? ` phone=${MASKED}` : '';
      const client = clientOf(server, { debug: true });
      for (const status of [200, 201]) {
        await client[name](request);
        assertLines(
          `[baxverify] -> ${target}${phone} attempt=1`,
          `[baxverify] <- ${target} ${status} #ms attempt=1`,
        );
      }
    });
  }

  test('an error shows its status and code', async (t) => {
    const server = await Server.start(t);
    server.reply(
      json(envelope('BAXVERIFY_OTP_INVALID', 'No.'), { status: 400 }),
      answer(502),
      json([]),
    );
    const client = clientOf(server, { debug: true });
    for (const result of [
      '400 BAXVERIFY_OTP_INVALID',
      '502 BAXVERIFY_HTTP_ERROR',
      '200 BAXVERIFY_INVALID_RESPONSE',
    ]) {
      await rejection(client.verifyOtp({ phone: PHONE, code: '1234' }));
      assertLines(
        `[baxverify] -> POST /v1/auth/sms/verify phone=${MASKED} attempt=1`,
        `[baxverify] <- POST /v1/auth/sms/verify ${result} #ms attempt=1`,
      );
    }
  });

  test('the end of a call without a response is also shown', async (t) => {
    const server = await Server.start(t);
    server.reply(silence, (socket) => socket.end());
    const client = clientOf(server, { debug: true });
    for (const [code, options] of [
      ['BAXVERIFY_TIMEOUT', { timeout: 50 }],
      ['BAXVERIFY_NETWORK_ERROR', {}],
    ]) {
      await rejection(client.getStats({}, options));
      assertLines(
        '[baxverify] -> GET /v1/auth/sms/stats attempt=1',
        `[baxverify] <- GET /v1/auth/sms/stats ${code} #ms attempt=1`,
      );
    }
  });

  test('every attempt and every wait has its line', async (t) => {
    const server = await Server.start(t);
    server.reply(answer(503), answer(429, '', { 'retry-after': '0' }), json({}));
    await clientOf(server, { debug: true, maxRetries: 2 }).listLogs({ phone: PHONE });
    const target = 'GET /v1/auth/sms/logs';
    assertLines(
      `[baxverify] -> ${target} phone=${MASKED} attempt=1`,
      `[baxverify] <- ${target} 503 BAXVERIFY_HTTP_ERROR #ms attempt=1`,
      `[baxverify] .. ${target} retries in #ms attempt=1`,
      `[baxverify] -> ${target} phone=${MASKED} attempt=2`,
      `[baxverify] <- ${target} 429 BAXVERIFY_HTTP_ERROR #ms attempt=2`,
      `[baxverify] .. ${target} retries in #ms attempt=2`,
      `[baxverify] -> ${target} phone=${MASKED} attempt=3`,
      `[baxverify] <- ${target} 200 #ms attempt=3`,
    );
  });

  test('the milliseconds are those of the response', async (t) => {
    const server = await Server.start(t);
    server.reply((socket) => setTimeout(() => json({})(socket), 200));
    await clientOf(server, { debug: true }).getStats();
    const [, elapsed] = / (\d+)ms /.exec(lines[1][0]);
    assert.ok(elapsed >= 195 && elapsed < 2000, elapsed);
  });

  test('lines are printed immediately, not at the end of the call', async (t) => {
    const server = await Server.start(t);
    server.reply((socket) => setTimeout(() => json({})(socket), 150));
    const call = clientOf(server, { debug: true }).getStats();
    await server.until(() => server.requests.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assertLines('[baxverify] -> GET /v1/auth/sms/stats attempt=1');
    await call;
    assertLines('[baxverify] <- GET /v1/auth/sms/stats 200 #ms attempt=1');
  });

  test('a console that throws does not break a call', async (t) => {
    console.debug = () => {
      throw new Error('closed');
    };
    const server = await Server.start(t);
    server.reply(json({ a: 1 }), answer(500));
    const client = clientOf(server, { debug: true });
    assert.deepEqual(await client.getStats(), { a: 1 });
    assert.equal((await rejection(client.getStats())).statusCode, 500);
  });

  test('a phone or a status cannot add lines or control a terminal', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server, { debug: true });
    for (const odd of [
      '\n',
      '\r\n[baxverify] forged',
      '\t',
      '\0',
      '\x1b[2J',
      '\x1b]0;title\x07',
      '\x7f',
      '\x85',
      '\x9b31m',
      '\u2028',
      '\u2029',
      '\u202e',
      '\ufeff',
      '\ud800',
    ]) {
      for (const phone of [
        `+43${odd}664\u2028987${odd}6543`,
        `${odd}+4366498765`,
        `+436649876${odd}`,
      ]) {
        server.reply(json({}), json({}), answer(400));
        await client.sendOtp({ phone, purpose: odd });
        await client.listLogs({ phone, status: odd });
        await rejection(client.verifyOtp({ phone, code: '123456' }));
      }
    }
    assert.equal(lines.length, 14 * 3 * 6);
    for (const [line] of lines) {
      assert.match(
        line,
        /^\[baxverify\] (->|<-) (GET|POST) \/v1\/auth\/sms\/\w+ [ -~]+ attempt=1$/,
      );
      assert.doesNotMatch(line, /forged|987|664/);
    }
  });

  test('calls that send nothing print nothing', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server, { debug: true });
    await rejection(client.sendOtp({}));
    await rejection(client.getStats({}, { signal: AbortSignal.abort() }));
    assertLines();
  });
});

test('without debug nothing is printed', async (t) => {
  const server = await Server.start(t);
  server.reply(json({}), answer(500), json({}));
  for (const debug of [undefined, false]) {
    await clientOf(server, { debug, maxRetries: 2 }).getStats();
    server.reply(json({}));
  }
  assertLines();
});

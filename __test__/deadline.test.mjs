import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxVerifyError } from '@baxcloud/baxverify';
import { isFetch, nativeOnly } from './support/builds.mjs';
import { assertError, clientOf, METHODS, PHONE, rejection } from './support/client.mjs';
import { answer, Server, silence } from './support/server.mjs';

const TIMEOUT = 300;
/** How much later than the deadline, and than a Node.js timer for it, a call may end. */
const MARGIN = 100;

/** Runs a call that must end by its deadline, and returns its duration. */
async function timedOut(call, timeout = TIMEOUT) {
  const began = performance.now();
  // On a busy machine, this timer is also late.
  const timer = new Promise((resolve) => setTimeout(() => resolve(performance.now()), timeout));
  const error = await rejection(call());
  const elapsed = performance.now() - began;
  const late = Math.max(0, (await timer) - began - timeout);
  assert.ok(error instanceof BaxVerifyError);
  assert.equal(error.code, 'BAXVERIFY_TIMEOUT', error.stack);
  // The timers of the two sides may round differently.
  assert.ok(elapsed >= timeout - 2, `${elapsed} ms is before the deadline of ${timeout} ms`);
  assert.ok(
    elapsed < timeout + late + MARGIN,
    `${elapsed} ms is after the deadline of ${timeout} ms`,
  );
  return error;
}

describe('a server that', { concurrency: 4 }, () => {
  for (const [title, reply, only] of [
    ['takes the request and is silent', silence],
    ['sends half a status line', (socket) => socket.write('HTTP/1.1 2')],
    [
      'sends headers and nothing more',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n'),
    ],
    [
      'sends a failure’s headers and nothing more',
      (socket) => socket.write('HTTP/1.1 500 No\r\ncontent-length: 2\r\n\r\n'),
    ],
    [
      'sends a body but no end',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'),
    ],
    ['sends a byte now and then', drip('HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n')],
    ['sends headers byte by byte', drip('HTTP/1.1 200 OK\r\nx: ')],
    [
      'sends interim answers',
      (socket) => every(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
      nativeOnly('interim responses'),
    ],
  ]) {
    test(`${title} costs no more than the deadline`, only ?? {}, async (t) => {
      const server = await Server.start(t);
      const client = clientOf(server, { timeout: TIMEOUT });
      server.reply(reply, reply);
      const post = await timedOut(() => client.sendOtp({ phone: PHONE }));
      assertError(post, {
        message:
          `No response from /v1/auth/sms/send within ${TIMEOUT} ms. ` +
          'The service may have acted on the request.',
        path: '/v1/auth/sms/send',
        statusCode: undefined,
        outcome: 'unknown',
        retryable: false,
        attempts: 1,
      });
      const get = await timedOut(() => client.getStats());
      assertError(get, {
        message: `No response from /v1/auth/sms/stats within ${TIMEOUT} ms. You can repeat the call.`,
        outcome: 'unknown',
        retryable: true,
        attempts: 1,
      });
      await server.until(() => server.sockets.size === 0);
    });
  }

  test('that accepts and does not read costs no more than the deadline', async (t) => {
    const server = await Server.start(t, { onConnection: (socket) => socket.pause() });
    const client = clientOf(server, { timeout: TIMEOUT });
    const small = await timedOut(() => client.sendOtp({ phone: PHONE }));
    assertError(small, { outcome: 'unknown', retryable: false, attempts: 1 });
    // The longest possible request.
    const request = { token: 'x'.repeat(16_384) };
    const large = await rejection(client.validateVerificationToken(request, { timeout: 1500 }));
    assertError(large, { code: 'BAXVERIFY_TIMEOUT', outcome: 'unknown', retryable: false });
  });
});

function every(socket, text) {
  const timer = setInterval(() => socket.write(text), 50);
  socket.on('close', () => clearInterval(timer));
}

function drip(head) {
  return (socket) => {
    socket.write(head);
    every(socket, 'x');
  };
}

describe('the deadline', () => {
  test('applies to every method, from the timeout of the client or of the call', async (t) => {
    const server = await Server.start(t);
    const patient = clientOf(server);
    const hasty = clientOf(server, { timeout: TIMEOUT });
    for (const { name, request, method } of METHODS) {
      server.reply(silence, silence);
      const [byClient, byCall] = await Promise.all([
        timedOut(() => hasty[name](request)),
        timedOut(() => patient[name](request, { timeout: TIMEOUT })),
      ]);
      for (const error of [byClient, byCall]) {
        assertError(error, { outcome: 'unknown', retryable: method === 'GET', attempts: 1 });
      }
    }
  });

  test('of a call overrides the client’s, in both directions', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server, { timeout: 150 });
    const late = (socket) => setTimeout(() => answer(200, '{"a":1}')(socket), 400);
    server.reply(late, silence);
    assert.deepEqual(await client.getStats({}, { timeout: 5000 }), { a: 1 });
    const error = await timedOut(() => client.getStats({}, { timeout: 60 }), 60);
    assert.match(error.message, /within 60 ms/);
  });

  test('covers all attempts and the waits between them', async (t) => {
    const server = await Server.start(t);
    server.reply(answer(503), answer(503), silence);
    const client = clientOf(server, { timeout: 1500, maxRetries: 2 });
    const error = await timedOut(() => client.getStats(), 1500);
    assertError(error, { attempts: 3, outcome: 'unknown', retryable: true });
    assert.equal(server.requests.length, 3);
  });

  test('does not wait for a retry that would come after it', async (t) => {
    const server = await Server.start(t);
    server.reply(answer(503, '', { 'retry-after': '2' }));
    const client = clientOf(server, { timeout: 1500, maxRetries: 2 });
    const began = performance.now();
    const error = await rejection(client.getStats());
    assert.ok(performance.now() - began < 500);
    assertError(error, {
      code: 'BAXVERIFY_HTTP_ERROR',
      statusCode: 503,
      retryAfterMs: 2000,
      attempts: 1,
    });
  });

  test('passes on time while the JavaScript thread is busy', async (t) => {
    const server = await Server.start(t);
    server.reply(silence);
    const call = rejection(clientOf(server, { timeout: TIMEOUT }).sendOtp({ phone: PHONE }));
    await server.until(() => server.requests.length === 1);
    const began = performance.now();
    while (performance.now() - began < 700);
    const unblocked = performance.now();
    const error = await call;
    // Native code has already decided, so it is delivered at the first opportunity.
    assert.ok(performance.now() - unblocked < 50);
    assertError(error, { code: 'BAXVERIFY_TIMEOUT', outcome: 'unknown' });
  });

  test('counts from the start of the call, not from the end of a busy phase', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server, { timeout: TIMEOUT });
    await new Promise(setImmediate);
    const call = rejection(client.getStats());
    const began = performance.now();
    // The server runs on this thread, so it cannot respond before the deadline.
    while (performance.now() - began < TIMEOUT + 100);
    server.reply(answer(200, '{}'));
    assertError(await call, { code: 'BAXVERIFY_TIMEOUT' });
  });

  test('a response just before the deadline succeeds', async (t) => {
    const server = await Server.start(t);
    server.reply((socket) => setTimeout(() => answer(200, '{"a":1}')(socket), 500));
    assert.deepEqual(await clientOf(server, { timeout: 900 }).getStats(), { a: 1 });
  });

  test('a hundred hanging calls end together, and the next call works', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server, { timeout: 400 });
    server.reply(...Array(100).fill(silence));
    const began = performance.now();
    const errors = await Promise.all(
      Array.from({ length: 100 }, () => rejection(client.sendOtp({ phone: PHONE }))),
    );
    const elapsed = performance.now() - began;
    for (const error of errors) assert.equal(error.code, 'BAXVERIFY_TIMEOUT');
    // `fetch` does its work on this thread.
    const margin = isFetch ? 8 * MARGIN : 2 * MARGIN;
    assert.ok(elapsed < 400 + margin, `${elapsed} ms`);
    server.reply(answer(200, '{"a":1}'));
    assert.deepEqual(await client.getStats(), { a: 1 });
  });

  test('of a fraction of a millisecond still ends the call', async (t) => {
    const server = await Server.start(t);
    server.reply(silence);
    const error = await rejection(clientOf(server, { timeout: 0.01 }).sendOtp({ phone: PHONE }));
    assert.equal(error.code, 'BAXVERIFY_TIMEOUT');
    assert.match(error.message, / within 1 ms\. /);
  });
});

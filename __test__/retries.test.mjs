import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertError, clientOf, METHODS, rejection } from './support/client.mjs';
import { answer, envelope, json, Server } from './support/server.mjs';

/** A response that asks for an immediate retry, so that tests do not wait. */
const failure = (status) => answer(status, '', { 'retry-after': '0' });
const isRead = ({ method }) => method === 'GET';
const READS = METHODS.filter(isRead);
const WRITES = METHODS.filter((operation) => !isRead(operation));

describe('a call that only reads is repeated', () => {
  const repeated = [
    ...[408, 429, 500, 502, 503, 504].map((status) => [`after ${status}`, failure(status)]),
    ['after a broken answer', answer(200, '{')],
    ['after a broken connection', (socket) => socket.destroy()],
    [
      'at the service’s rate limit',
      json(envelope('BAXVERIFY_RATE_LIMIT', 'm'), { status: 429, headers: { 'retry-after': '0' } }),
    ],
  ];
  for (const [title, reply] of repeated) {
    test(title, async (t) => {
      const server = await Server.start(t);
      for (const { name, request, path } of READS) {
        server.reply(reply, json({ a: 1 }));
        const client = clientOf(server, { maxRetries: 1 });
        assert.deepEqual(await client[name](request), { a: 1 });
        // The retry is the same request.
        const [first, second] = server.requests.slice(-2);
        assert.equal(first.path, `/v1${path}`);
        assert.equal(second.path, first.path);
        assert.deepEqual(second.rawHeaders, first.rawHeaders);
      }
      assert.equal(server.requests.length, 2 * READS.length);
    });
  }
});

test('a call that only reads is not retried after a permanent failure', async (t) => {
  const server = await Server.start(t);
  for (const [status, body] of [
    [301, ''],
    [400, ''],
    [401, ''],
    [403, JSON.stringify(envelope('BAXVERIFY_PROJECT_INACTIVE', 'm'))],
    [404, ''],
    [501, ''],
  ]) {
    server.reply(answer(status, body, { 'retry-after': '0' }));
    const error = await rejection(clientOf(server, { maxRetries: 3 }).getStats());
    assertError(error, { statusCode: status, attempts: 1 });
  }
  assert.equal(server.requests.length, 6);
});

describe('a call that does something is sent once', () => {
  for (const [title, reply] of [
    ...[408, 429, 500, 502, 503, 504].map((status) => [
      `whatever ${status} means`,
      failure(status),
    ]),
    ['though the answer is broken', answer(200, '{')],
    ['though the connection breaks', (socket) => socket.destroy()],
    ['though the connection ends', (socket) => socket.end()],
    ['though it may be repeated', json(envelope('BAXVERIFY_RATE_LIMIT', 'm'), { status: 429 })],
  ]) {
    test(title, async (t) => {
      for (const { name, request } of WRITES) {
        const server = await Server.start(t);
        server.reply(reply, json({ twice: true }));
        const error = await rejection(clientOf(server, { maxRetries: 10 })[name](request));
        assert.equal(error.attempts, 1);
        assert.equal(server.requests.length, 1);
      }
    });
  }
});

describe('the number of retries', () => {
  const attempts = async (t, clientRetries, callRetries) => {
    const server = await Server.start(t);
    server.reply(...Array(20).fill(failure(503)));
    const client = clientOf(server, { maxRetries: clientRetries });
    const error = await rejection(client.getStats({}, { maxRetries: callRetries }));
    assertError(error, { code: 'BAXVERIFY_HTTP_ERROR', statusCode: 503, retryAfterMs: 0 });
    assert.equal(error.attempts, server.requests.length);
    return error.attempts;
  };

  test('is two by default', async (t) => {
    assert.equal(await attempts(t, undefined, undefined), 3);
  });

  test('is set by the client or by the call', async (t) => {
    assert.equal(await attempts(t, 0, undefined), 1);
    assert.equal(await attempts(t, 10, undefined), 11);
    assert.equal(await attempts(t, 0, 2), 3);
    assert.equal(await attempts(t, 5, 0), 1);
  });
});

describe('the wait before a retry', () => {
  async function waits(t, headers, statuses, options) {
    const server = await Server.start(t);
    server.reply(...statuses.map((status) => answer(status, '', headers)), json({}));
    await clientOf(server, { maxRetries: statuses.length, ...options }).getStats();
    return server.requests.slice(1).map(({ at }, index) => at - server.requests[index].at);
  }

  test('is as long as the service asks', async (t) => {
    const [wait] = await waits(t, { 'retry-after': '1' }, [503]);
    assert.ok(wait >= 995 && wait < 1400, `${wait} ms`);
  });

  for (const [asked, header] of [
    ['at once', '0'],
    ['at a date in the past', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    ['at a date that has just passed', new Date(Date.now() - 1000).toUTCString()],
  ]) {
    test(`is not nothing, even if the service asks for a retry ${asked}`, async (t) => {
      const FLOOR = 50;
      const server = await Server.start(t);
      server.reply(...Array(11).fill(answer(503, '', { 'retry-after': header })));
      // Without waits, eleven requests would take 20 ms.
      const options = { maxRetries: 10, timeout: 20 * FLOOR };
      const error = await rejection(clientOf(server, options).getStats());
      assert.equal(error.attempts, server.requests.length);
      const waits = server.requests.slice(1).map(({ at }, index) => at - server.requests[index].at);
      assert.ok(waits.length > 1, `${waits} ms`);
      // The clock of the server has a resolution of a millisecond.
      for (const wait of waits) assert.ok(wait >= FLOOR - 2, `${waits} ms`);
    });
  }

  test('is short and grows if the service does not ask', async (t) => {
    const [first, second] = await waits(t, { 'retry-after': 'soon' }, [503, 500]);
    assert.ok(first < 250 + 150, `${first} ms`);
    assert.ok(second < 500 + 150, `${second} ms`);
  });
});

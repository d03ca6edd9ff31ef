import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify/fetch';
import { networkFailure, SENTENCES } from '../../lib/fetch/network.mjs';
import { assertError, METHODS, rejection } from '../support/client.mjs';
import { ROOT, run } from '../support/process.mjs';
import { json, Server } from '../support/server.mjs';

const context = { path: '/v1/auth/sms/send', host: 'api.example.test', idempotent: false };

test('its sentences are those of the native build', () => {
  const folder = path.join(ROOT, 'crates/client/src/error');
  const sources = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
  const all = sources.join('\n');
  assert.ok(SENTENCES.length > 20);
  for (const sentence of SENTENCES) {
    // The native build puts the second sentence of a TLS error together.
    const [first] = sentence.split(/(?<=could not be made\.) /);
    assert.ok(all.includes(first), sentence);
    assert.ok(all.includes(sentence.slice(first.length).trim()), sentence);
  }
});

describe('a failed fetch', () => {
  const failed = (cause) => Object.assign(new TypeError('fetch failed'), { cause });
  const coded = (code, more) => failed(Object.assign(new Error('secret'), { code, ...more }));

  for (const [title, error, outcome, cause] of [
    ['refused', coded('ECONNREFUSED'), 'not_sent', 'the connection was refused'],
    ['refused by all addresses', coded('ECONNREFUSED', { errors: [] }), 'not_sent'],
    ['of an unknown name', coded('ENOTFOUND'), 'not_sent', 'the name lookup failed'],
    ['without a route', coded('EHOSTUNREACH', { syscall: 'connect' }), 'not_sent'],
    ['whose route is lost later', coded('EHOSTUNREACH', { syscall: 'read' }), 'unknown'],
    ['that timed out as it connects', coded('ETIMEDOUT', { syscall: 'connect' }), 'not_sent'],
    ['that timed out later', coded('ETIMEDOUT', { syscall: 'read' }), 'unknown'],
    ['reset', coded('ECONNRESET'), 'unknown', 'the other side reset the connection'],
    ['closed', coded('UND_ERR_SOCKET'), 'unknown', 'the other side closed the connection'],
    ['without HTTP', coded('HPE_INVALID_CONSTANT'), 'unknown', 'the response is not valid HTTP'],
    ['of a wrong TLS version', coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'unknown'],
    // workerd says this for a refused, a broken and a stale connection.
    ['in workerd', new Error('Network connection lost.'), 'unknown', 'the connection failed'],
    ['with a text', 'broken', 'unknown', 'the connection failed'],
    ['with nothing', undefined, 'unknown', 'the connection failed'],
    ['with a number as its code', failed({ code: 7 }), 'unknown'],
  ]) {
    test(`${title} is ${outcome}`, () => {
      const found = networkFailure(error, context);
      assert.equal(found.outcome, outcome);
      assert.equal(found.retryable, outcome === 'not_sent');
      if (cause) assert.deepEqual(found.causes, [cause]);
      const doubt = found.message.endsWith('The service may have acted on the request.');
      assert.equal(doubt, outcome === 'unknown');
      assert.ok(!JSON.stringify(found).includes('secret'));
      // A call that reads can be repeated.
      assert.equal(networkFailure(error, { ...context, idempotent: true }).retryable, true);
    });
  }

  test('with its code in a chain without an end', () => {
    const error = new Error('loop');
    error.cause = error;
    assert.equal(networkFailure(error, context).outcome, 'unknown');
  });

  test('after the response began, is unknown whatever its code', () => {
    const found = networkFailure(coded('ECONNREFUSED'), context, 200);
    assert.equal(found.outcome, 'unknown');
    assert.equal(found.statusCode, 200);
  });
});

test('a runtime whose errors say nothing repeats no POST', async (t) => {
  const server = await Server.start(t);
  const { fetch } = globalThis;
  t.after(() => Object.assign(globalThis, { fetch }));
  let requests = 0;
  globalThis.fetch = async () => {
    requests++;
    throw Object.assign(new Error('Network connection lost.'), { retryable: true });
  };
  const options = { projectId: 'p', apiKey: 'k', baseUrl: server.url, maxRetries: 2 };
  const client = new BaxCloudVerifyClient(options);
  for (const { name, request, method } of METHODS) {
    requests = 0;
    const error = await rejection(client[name](request));
    const attempts = method === 'POST' ? 1 : 3;
    assertError(error, { code: 'BAXVERIFY_NETWORK_ERROR', outcome: 'unknown', attempts });
    assert.equal(requests, attempts);
  }
});

test('a port of another protocol is not tried again', async () => {
  const options = { projectId: 'p', apiKey: 'k', baseUrl: 'http://127.0.0.1:25/v1' };
  const error = await rejection(new BaxCloudVerifyClient(options).getStats());
  assertError(error, { outcome: 'not_sent', retryable: false, attempts: 1 });
  assert.equal(error.cause.message, 'the port is blocked');
});

test('a process ends after its calls, and no rejection is lost', async (t) => {
  const server = await Server.start(t);
  server.reply(
    json({ a: 1 }),
    () => {},
    (socket) => socket.destroy(),
    (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9999999\r\n\r\n{'),
    (socket) => socket.write('HTTP/1.1 500 No\r\ncontent-length: 10\r\n\r\n{'),
  );
  const program = `
    import { BaxCloudVerifyClient } from '@baxcloud/baxverify/fetch';
    const client = new BaxCloudVerifyClient({
      projectId: 'p', apiKey: 'k', baseUrl: process.argv[1], timeout: 300, maxRetries: 0 });
    const controller = new AbortController();
    const ends = [];
    for (const options of [{}, {}, {}, {}, { signal: controller.signal }]) {
      if (options.signal) setTimeout(() => controller.abort(new Error('mine')), 100);
      const end = await client.getStats({}, options).catch((error) => error.code ?? error.message);
      ends.push(end);
    }
    console.log(JSON.stringify(ends));`;
  const args = ['--unhandled-rejections=strict', '--input-type=module', '-e', program, server.url];
  const { code, stdout, stderr, elapsed } = await run(process.execPath, args);
  assert.equal(stderr, '');
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), [
    { a: 1 },
    'BAXVERIFY_TIMEOUT',
    'BAXVERIFY_NETWORK_ERROR',
    'BAXVERIFY_INVALID_RESPONSE',
    'mine',
  ]);
  assert.ok(elapsed < 20_000, `${elapsed} ms`);
});

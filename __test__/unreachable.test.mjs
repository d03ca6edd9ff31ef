import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { startBlackHole } from './support/black-hole.mjs';
import { assertError, clientOf, METHODS, PHONE, rejection } from './support/client.mjs';

const TIMEOUT = 300;
/** On a busy machine, the process itself waits for a processor. */
const TOLERANCE = 1000;

// Only Linux lets a connection hang there; other systems refuse it, which other tests cover.
const onLinux = process.platform === 'linux';

if (onLinux) {
  test('a connection that never opens ends at the deadline, with nothing sent', async (t) => {
    const port = await startBlackHole(t);
    const client = clientOf(`http://127.0.0.1:${port}/v1`, { timeout: TIMEOUT, maxRetries: 5 });
    for (const { name, request, method, path } of METHODS) {
      const began = performance.now();
      const error = await rejection(client[name](request));
      const elapsed = performance.now() - began;
      assert.ok(elapsed >= TIMEOUT - 2 && elapsed < TIMEOUT + TOLERANCE, `${elapsed} ms`);
      const target = `/v1${path.split('?')[0]}`;
      if (method === 'POST') {
        assertError(error, {
          code: 'BAXVERIFY_TIMEOUT',
          message: `No response from ${target} within ${TIMEOUT} ms. The request was not sent.`,
          outcome: 'not_sent',
          retryable: true,
          attempts: 1,
        });
      } else {
        // A request without a body leaves no trace of how far it got; to repeat it does no harm.
        assertError(error, { code: 'BAXVERIFY_TIMEOUT', outcome: 'unknown', retryable: true });
      }
    }
  });
}

test('a request that was never sent is retried when there is a server', async (t) => {
  const first = net.createServer();
  await new Promise((resolve) => first.listen(0, '127.0.0.1', resolve));
  const { port } = first.address();
  await new Promise((resolve) => first.close(resolve));

  const client = clientOf(`http://127.0.0.1:${port}/v1`, { maxRetries: 10 });
  const call = client.sendOtp({ phone: PHONE });
  let requests = 0;
  const second = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      requests++;
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{"a":1}');
    });
    t.after(() => socket.destroy());
  });
  t.after(() => second.close());
  setTimeout(() => second.listen(port, '127.0.0.1'), 100);
  assert.deepEqual(await call, { a: 1 });
  assert.equal(requests, 1);
});

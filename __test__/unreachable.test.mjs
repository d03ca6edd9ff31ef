import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { assertError, clientOf, METHODS, PHONE, rejection } from './support/client.mjs';
import { programPath } from './support/process.mjs';

const TIMEOUT = 300;

/**
 * A port whose connections are neither accepted nor refused: a stopped process listens there, and its
 * queue is full.
 */
async function startBlackHole(t) {
  const child = spawn(process.execPath, [programPath('full-backlog.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const fillers = [];
  t.after(async () => {
    for (const socket of fillers) socket.destroy();
    child.kill('SIGKILL');
    await once(child, 'close');
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const port = Number(line);
  child.kill('SIGSTOP');
  // Fill the queue until a connection hangs.
  for (let full = false; !full; ) {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    fillers.push(socket);
    full = await Promise.race([
      once(socket, 'connect').then(() => false),
      new Promise((resolve) => setTimeout(resolve, 400, true)),
    ]);
    assert.ok(fillers.length < 50, 'the queue does not fill');
  }
  return port;
}

// Only Linux lets a connection hang there; other systems refuse it, which other tests cover.
const onLinux = process.platform === 'linux';

if (onLinux) {
  test('a connection that does not come about ends by the deadline, with nothing sent', async (t) => {
    const port = await startBlackHole(t);
    const client = clientOf(`http://127.0.0.1:${port}/v1`, { timeout: TIMEOUT, maxRetries: 5 });
    for (const { name, request, method, path } of METHODS) {
      const began = performance.now();
      const error = await rejection(client[name](request));
      const elapsed = performance.now() - began;
      assert.ok(elapsed >= TIMEOUT - 2 && elapsed < TIMEOUT + 100, `${elapsed} ms`);
      const target = `/v1${path.split('?')[0]}`;
      if (method === 'POST') {
        assertError(error, {
          code: 'BAXVERIFY_TIMEOUT',
          message: `No answer to ${target} within ${TIMEOUT} ms. The request had not been sent yet.`,
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

test('a request that was never sent is sent again once there is a server', async (t) => {
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

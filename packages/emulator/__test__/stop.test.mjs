import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startEmulator } from '../index.mjs';

const PROMPT_MS = 1_000;

async function timeToStop(emulator) {
  const started = performance.now();
  await emulator.stop();
  return performance.now() - started;
}

const closed = (socket) => new Promise((resolve) => socket.once('close', resolve));

test('an idle connection does not delay it', async () => {
  const emulator = await startEmulator();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { socket, status } = await new Promise((resolve, reject) => {
    const { port } = emulator;
    request({ port, host: '127.0.0.1', path: '/healthz', agent }, (response) => {
      const { socket, statusCode: status } = response;
      response.resume();
      response.on('end', () => resolve({ socket, status }));
    })
      .on('error', reject)
      .end();
  });
  assert.equal(status, 200);
  const ended = closed(socket);
  assert.ok((await timeToStop(emulator)) < PROMPT_MS);
  await ended;
  agent.destroy();
});

test('a stalled request does not delay it', async () => {
  const emulator = await startEmulator();
  const socket = connect(emulator.port, '127.0.0.1');
  socket.on('error', () => {});
  const { projectId, apiKey } = emulator;
  socket.write(
    `POST /v1/auth/sms/send HTTP/1.1\r\nhost: localhost\r\nx-project-id: ${projectId}\r\n` +
      `authorization: Bearer ${apiKey}\r\ncontent-length: 100\r\n\r\n{`,
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  const ended = closed(socket);
  assert.ok((await timeToStop(emulator)) < PROMPT_MS);
  await ended;
});

test('a silent connection does not delay it', async () => {
  const emulator = await startEmulator();
  const socket = connect(emulator.port, '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  const ended = closed(socket);
  assert.ok((await timeToStop(emulator)) < PROMPT_MS);
  await ended;
});

test('stopping twice, at the same time or later, stops once', async () => {
  const emulator = await startEmulator();
  await Promise.all([emulator.stop(), emulator.stop()]);
  await emulator.stop();
  assert.equal(emulator.codeFor('+4366412345678'), undefined);
  assert.deepEqual(emulator.messages(), []);
  emulator.unref().ref();
});

test('its port is free again afterwards', async () => {
  const first = await startEmulator();
  const { port } = first;
  await fetch(`${first.url}/x`);
  await first.stop();
  const second = await startEmulator({ port });
  assert.equal(second.port, port);
  await second.stop();
});

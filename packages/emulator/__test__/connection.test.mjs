import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { emulate, PHONE } from './support/client.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A raw connection that collects the responses. */
async function open(t, port) {
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    text += chunk;
  });
  const answered = async (count) => {
    while ((text.match(/HTTP\/1\.1 \d+/g) ?? []).length < count) await pause(5);
    return text.match(/HTTP\/1\.1 (\d+)/g).map((line) => Number(line.slice(9)));
  };
  return { socket, answered };
}

const body = JSON.stringify({ phone: PHONE });
const head = (path) =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n`;

test('a refused request leaves its connection usable', { timeout: 20_000 }, async (t) => {
  const { emulator } = await emulate(t);
  const { socket, answered } = await open(t, emulator.port);
  let sent = 0;
  for (const path of ['/v1/auth/sms/send', '/v1/nowhere', '/v1/auth/sms/stats']) {
    socket.write(`${head(path)}\r\n${body}`);
    sent += 1;
    await answered(sent);
  }
  const { apiKey, projectId } = emulator;
  const keys = `authorization: Bearer ${apiKey}\r\nx-project-id: ${projectId}\r\n`;
  socket.write(`${head('/v1/auth/sms/send')}${keys}\r\n${body}`);
  assert.deepEqual(await answered(4), [400, 404, 405, 200]);
});

test('a refusal does not wait for the body', { timeout: 20_000 }, async (t) => {
  const { emulator } = await emulate(t);
  for (const path of ['/v1/auth/sms/send', '/v1/nowhere', '/v1/auth/sms/stats']) {
    const { socket, answered } = await open(t, emulator.port);
    const closed = once(socket, 'close');
    socket.write(`${head(path)}\r\n`);
    await answered(1);
    // What would follow is not read, so the connection cannot be used again.
    await closed;
  }
});

test('a body that is far too large gets a response, not a closed connection', async (t) => {
  const { send } = await emulate(t);
  const { status, body } = await send({ phone: PHONE, purpose: 'x'.repeat(900_000) });
  assert.deepEqual([status, body.error.code], [413, 'BAXVERIFY_BODY_TOO_LARGE']);
});

test('keys are accepted with any case of the scheme, and with no other scheme', async (t) => {
  const { emulator, call } = await emulate(t);
  const stats = (authorization) => {
    const headers = { authorization, 'x-project-id': emulator.projectId };
    return call('GET', '/auth/sms/stats', { headers }).then(({ status }) => status);
  };
  assert.equal(await stats(`bearer ${emulator.apiKey}`), 200);
  assert.equal(await stats(emulator.apiKey), 403);
  assert.equal(await stats(`Basic ${emulator.apiKey}`), 403);
});

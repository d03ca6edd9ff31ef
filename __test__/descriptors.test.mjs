// If a process has no file descriptor left, the error says so. It is not reported as a network
// failure.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programPath, run } from './support/process.mjs';
import { json, Server } from './support/server.mjs';

const skip = process.platform === 'win32' && 'there, sockets are not counted with files';

test('a lack of file descriptors has its own message, and is temporary', { skip }, async (t) => {
  const server = await Server.start(t);
  const close = (socket) => json({ sent: 1 }, { headers: { connection: 'close' } })(socket);
  server.reply(close, close);
  const command = 'ulimit -n 256 && exec "$@"';
  const program = [process.execPath, programPath('descriptors.mjs'), server.url];
  const result = await run('/bin/sh', ['-c', command, 'sh', ...program]);
  assert.equal(result.code, 0, result.stderr);
  const [before, meanwhile, after] = JSON.parse(result.stdout);
  assert.equal(before, 'ok');
  assert.equal(meanwhile.code, 'BAXVERIFY_NETWORK_ERROR');
  assert.equal(meanwhile.outcome, 'not_sent');
  assert.equal(meanwhile.retryable, true);
  assert.equal(
    meanwhile.message,
    'This process has no file descriptor left for a connection to 127.0.0.1. Raise its limit (ulimit -n), or make fewer calls at the same time.',
  );
  assert.equal(meanwhile.cause, 'no file descriptor is left');
  assert.equal(after, 'ok');
  assert.equal(server.connections, 2);
});

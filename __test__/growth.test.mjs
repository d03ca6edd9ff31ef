// More clients and more calls in flight cost no overhead.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { runProgram } from './support/process.mjs';

const onLinux = process.platform === 'linux';

/** Responds to everything. Keeps connections open longer than the client does. */
async function start(t) {
  let connections = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    response.end('{"sent":1}');
  });
  server.on('connection', () => connections++);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    connections: () => connections,
  };
}

test('a thousand clients share the threads and connections of one', async (t) => {
  const server = await start(t);
  const options = { execArgv: ['--expose-gc'], limit: 60_000 };
  const result = await runProgram('many-clients.mjs', [server.url, 1000], options);
  assert.equal(result.code, 0, result.stderr);
  const { before, idle, after } = JSON.parse(result.stdout);
  if (onLinux) {
    // The thread of their origin, and the clock thread.
    assert.equal(before.threads.own, 2);
    assert.deepEqual(idle.threads, before.threads);
    assert.deepEqual(after.threads, before.threads);
  }
  const each = (idle.memory - before.memory) / 1000;
  const used = (after.memory - before.memory) / 1000;
  t.diagnostic(`bytes per client: idle ${Math.round(each)}, after a call ${Math.round(used)}`);
  assert.ok(each < 8192, `${each} bytes per idle client`);
  assert.ok(used < 16_384, `${used} bytes per client after a call`);
  // One by one, so that one connection serves all calls, unless it was closed as idle in a pause.
  assert.ok(server.connections() <= 10, `${server.connections()} connections`);
});

test('a call costs no more with 256 in flight than with one', async (t) => {
  const server = await start(t);
  const result = await runProgram('cost.mjs', [server.url, 2000, 1, 16, 64, 256]);
  assert.equal(result.code, 0, result.stderr);
  const costs = JSON.parse(result.stdout);
  t.diagnostic(`microseconds of processor time per call: ${result.stdout.trim()}`);
  for (const load of [16, 64, 256]) {
    assert.ok(costs[load] < costs[1] * 1.25, `${load} in flight: ${result.stdout}`);
  }
  assert.ok(costs[256] < costs[16] * 1.5, result.stdout);
});

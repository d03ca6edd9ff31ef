import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runProgram } from './support/process.mjs';
import { answer, json, Server, silence } from './support/server.mjs';

const onLinux = process.platform === 'linux';

/** Responds to GETs and leaves POSTs in flight. */
const mixed = (socket, request) =>
  (request.method === 'GET' ? json({ sent: 1 }) : silence)(socket, request);

function assertClean({ code, signal, stderr }, expected = 0) {
  assert.equal(signal, null, stderr);
  assert.equal(code, expected, stderr);
}

describe('an idle client lets its process end', () => {
  for (const [title, calls, reply] of [
    ['without a call', 0, silence],
    ['after answers', 3, json({})],
    ['after errors', 2, answer(500)],
    ['after broken connections', 2, (socket) => socket.destroy()],
  ]) {
    test(title, async (t) => {
      const server = await Server.start(t);
      server.reply(...Array(calls).fill(reply));
      const result = await runProgram('idle.mjs', [server.url, calls], { limit: 10_000 });
      assertClean(result);
      const [, idle, exit] = /^idle (\d+)\nexit (\d+)\n$/.exec(result.stdout);
      // Long before the pool closes its idle connections.
      assert.ok(exit - idle < 500, `${exit - idle} ms`);
      assert.equal(server.requests.length, calls);
      assert.ok(result.elapsed < 4000, `${result.elapsed} ms`);
    });
  }
});

describe('a call in flight keeps its process alive', () => {
  test('until the answer comes', async (t) => {
    const server = await Server.start(t);
    server.reply((socket) => setTimeout(() => json({ a: 1 })(socket), 600));
    const result = await runProgram('in-flight.mjs', [server.url, 10_000], { limit: 9000 });
    assertClean(result);
    assert.equal(result.stdout, 'resolved {"a":1}\n');
  });

  test('until its deadline', async (t) => {
    const server = await Server.start(t);
    server.reply(silence);
    const result = await runProgram('in-flight.mjs', [server.url, 600], { limit: 9000 });
    assertClean(result);
    assert.equal(result.stdout, 'rejected BAXVERIFY_TIMEOUT\n');
  });

  test('until it is aborted', async (t) => {
    const server = await Server.start(t);
    server.reply(silence);
    const result = await runProgram('in-flight.mjs', [server.url, 60_000, 200], { limit: 9000 });
    assertClean(result);
    assert.equal(result.stdout, 'rejected aborted\n');
  });

  test('as async_hooks shows', async (t) => {
    const server = await Server.start(t);
    server.reply(...Array(4).fill(json({})));
    const result = await runProgram('async-resource.mjs', [server.url]);
    assertClean(result);
    assert.equal(result.stdout, '[0,true,false,true,false,1]\n');
  });
});

describe('a process that ends with calls in flight ends cleanly', () => {
  for (const delay of [0, 5, 100]) {
    test(`by process.exit after ${delay} ms`, async (t) => {
      const server = await Server.start(t);
      server.reply(...Array(200).fill(silence));
      const result = await runProgram('exit-in-flight.mjs', [server.url, 'exit', delay]);
      assertClean(result);
      assert.equal(result.stdout, '');
      assert.equal(result.stderr, '');
      // Its calls end with the process.
      await server.until(() => server.sockets.size === 0);
    });
  }

  test('by an uncaught error', async (t) => {
    const server = await Server.start(t);
    server.reply(...Array(200).fill(silence));
    const result = await runProgram('exit-in-flight.mjs', [server.url, 'throw', 50]);
    assertClean(result, 1);
    assert.match(result.stderr, /Error: on purpose/);
  });

  if (process.platform !== 'win32') {
    test('by a signal', async (t) => {
      const server = await Server.start(t);
      server.reply(...Array(200).fill(silence));
      const result = await runProgram('exit-in-flight.mjs', [server.url, 'signal', 50]);
      assert.equal(result.signal, 'SIGTERM', result.stderr);
    });
  }
});

// Only Linux lists threads with their names. Other systems run the same code.
if (onLinux) {
  describe('worker threads', () => {
    test('ended 50 times with calls in flight leave process and threads in order', async (t) => {
      const server = await Server.start(t);
      server.reply(...Array(1000).fill(mixed));
      const result = await runProgram('threads.mjs', [server.url, 25, 2, 5], { limit: 120_000 });
      assertClean(result);
      // The thread of the one origin, and the clock thread.
      assert.deepEqual(JSON.parse(result.stdout), { most: 2, left: 0 });
      assert.equal(server.requests.filter(({ method }) => method === 'GET').length, 50);
      await server.until(() => server.sockets.size === 0);
    });

    test('that end by themselves, or while idle, do the same', async (t) => {
      const server = await Server.start(t);
      server.reply(...Array(100).fill(mixed));
      const result = await runProgram('threads.mjs', [server.url, 5, 4, 0], { limit: 120_000 });
      assertClean(result);
      // The number of threads is random while some workers end.
      assert.equal(JSON.parse(result.stdout).left, 0);
      assert.equal(server.requests.length, 20);
    });
  });
}

test('a cluster’s primary and its workers all make calls', async (t) => {
  const server = await Server.start(t);
  // One call each before the work, twenty per worker, and one after the workers have ended.
  const calls = 1 + 2 * 21 + 1;
  server.reply(...Array(calls).fill(json({ sent: 1 })));
  const result = await runProgram('cluster.mjs', [server.url], { limit: 20_000 });
  assertClean(result);
  assert.equal(result.stdout, 'workers ended with 0,0\n');
  assert.equal(server.requests.length, calls);
});

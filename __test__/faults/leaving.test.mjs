// A process with calls in flight must end quickly.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { startBlackHole } from '../support/black-hole.mjs';
import { programPath } from '../support/process.mjs';
import { pemFile, root } from './certificates.mjs';
import { startFlood } from './flood-server.mjs';

/** In milliseconds, from the moment when nothing else is left to do. */
const LIMIT = 300;
/** How long the calls are in flight before that. */
const DELAY = 250;
const CALLS = 8;
const FLOODS = [
  'http/1.1: 100 Continue',
  'http/1.1: chunks of a byte',
  'http/2: PING ACK',
  'http/2: PRIORITY',
];

/** Accepts connections, and sends nothing. */
async function startSilence(t) {
  const sockets = new Set();
  const server = net.createServer((socket) => sockets.add(socket.on('error', () => {})));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}/v1`;
}

describe('a process with calls in flight ends soon', () => {
  const env = { ...process.env };
  let floods;
  before(async () => {
    env.NODE_EXTRA_CA_CERTS = pemFile(root);
    delete env.NODE_TEST_CONTEXT;
    floods = await Promise.all(FLOODS.map(startFlood));
  });
  after(() => Promise.all(floods.map((flood) => flood.close())));

  /** The milliseconds from the program's last output until its end. */
  async function leave(way, urls) {
    const parameters = JSON.stringify({ way, urls, calls: CALLS, delay: DELAY });
    const child = spawn(process.execPath, [programPath('leaving.mjs'), parameters], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        output[name] += text;
      });
    }
    const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal, at: Date.now() }));
    await once(child, 'close');
    const { code, signal, at } = await ended;
    assert.equal(signal, null, output.stderr);
    assert.equal(code, way === 'throw' ? 1 : 0, output.stderr);
    const last = Number(output.stdout);
    assert.ok(last > 0, output.stdout + output.stderr);
    return at - last;
  }

  async function check(way, urls) {
    const first = await leave(way, urls);
    // Other processes share the processors.
    if (first > LIMIT) {
      const again = await leave(way, urls);
      assert.ok(again <= LIMIT, `${first} ms, then ${again} ms`);
    }
  }

  const ways = {
    abort: 'after an abort',
    deadline: 'after their deadline',
    exit: 'by process.exit',
    throw: 'by an uncaught error',
    half: 'by process.exit, half of them aborted',
    worker: 'after its worker',
  };

  for (const [way, how] of Object.entries(ways)) {
    test(`${how}, that wait for silent servers`, async (t) => {
      const urls = await Promise.all(Array.from({ length: 4 }, () => startSilence(t)));
      await check(way, urls.slice(0, 1));
      await check(way, urls);
    });

    for (const [at, kind] of FLOODS.entries()) {
      // The ways of leaving one after the other, because each takes some time.
      if (at % 2 !== Object.keys(ways).indexOf(way) % 2) continue;
      test(`${how}, flooded: ${kind}`, () => check(way, [floods[at].baseUrl]));
    }

    test(`${how}, flooded by several origins`, async (t) => {
      await check(way, [await startSilence(t), ...floods.map(({ baseUrl }) => baseUrl)]);
    });
  }

  // Only on Linux does such a connection hang. Other systems refuse it.
  if (process.platform === 'linux') {
    test('that wait for a connection', async (t) => {
      const port = await startBlackHole(t);
      for (const way of Object.keys(ways)) await check(way, [`http://127.0.0.1:${port}/v1`]);
    });
  }
});

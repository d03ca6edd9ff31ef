/**
 * With 64 other calls in flight, faults, cancellations and deadlines end as they do without them.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { rows, runTable } from './run.mjs';

const IN_FLIGHT = 64;
/** How late a cancelled call or a deadline may be on a busy machine. */
const GRACE = 500;

/** Every fifth fault, so that each kind is included. */
const sample = rows.filter((_, at) => at % 5 === 0);

/**
 * Runs on its own thread. It responds after a delay, sometimes with a long body, and sometimes
 * closes.
 */
const server = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const long = JSON.stringify({ rows: 'x'.repeat(400_000) });
  let count = 0;
  createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    const number = ++count;
    if (number % 50 === 0) response.setHeader('connection', 'close');
    setTimeout(() => response.end(number % 200 ? '{"sent":1}' : long), 5);
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

describe(`with ${IN_FLIGHT} other calls in flight`, () => {
  let worker;
  let lanes;
  let inFlight = 0;
  let ended = false;
  const load = { calls: 0, failures: [] };

  before(async () => {
    worker = new Worker(server, { eval: true });
    const port = await new Promise((resolve) => worker.once('message', resolve));
    const client = clientOf(`http://127.0.0.1:${port}/v1`);
    lanes = Array.from({ length: IN_FLIGHT }, async () => {
      while (!ended) {
        inFlight++;
        await client.getStats().catch((error) => load.failures.push(error));
        inFlight--;
        load.calls++;
      }
    });
  });

  after(async () => {
    ended = true;
    await Promise.all(lanes);
    await worker.terminate();
    console.log(`${load.calls} other calls`);
    // The other calls were not affected.
    assert.deepEqual(load.failures, []);
    assert.ok(load.calls > 10 * IN_FLIGHT, `${load.calls}`);
  });

  it(`${sample.length} faults end in the same way`, async () => {
    const results = await runTable(sample);
    assert.equal(inFlight, IN_FLIGHT);
    const mismatches = results.flatMap(({ row, method, mismatches }) =>
      mismatches.map((mismatch) => `${row.name}, ${method}: ${mismatch}`),
    );
    assert.deepEqual(mismatches, []);
  });

  it('cancelled calls end immediately, with the reason', async () => {
    const { url, close } = await silence();
    const client = clientOf(url);
    const late = [];
    const cancelled = Array.from({ length: 200 }, async (_, number) => {
      const controller = new AbortController();
      let aborted;
      setTimeout(() => {
        aborted = performance.now();
        controller.abort(number);
      }, number % 100);
      await assert.rejects(
        client.sendOtp({ phone: '+4366412345678' }, { signal: controller.signal }),
        (reason) => reason === number,
      );
      late.push(performance.now() - aborted);
    });
    await Promise.all(cancelled);
    close();
    assert.equal(inFlight, IN_FLIGHT);
    assert.ok(Math.max(...late) < GRACE, `${Math.max(...late)} ms late`);
  });

  it('deadlines are kept', async () => {
    const { url, close } = await silence();
    const client = clientOf(url);
    const calls = Array.from({ length: 200 }, async (_, number) => {
      const timeout = 100 + number;
      const began = performance.now();
      await assert.rejects(client.sendOtp({ phone: '+4366412345678' }, { timeout }), {
        code: 'BAXVERIFY_TIMEOUT',
        attempts: 1,
      });
      const took = performance.now() - began;
      assert.ok(took >= timeout - 1 && took < timeout + GRACE, `${took} of ${timeout} ms`);
    });
    await Promise.all(calls);
    close();
    assert.equal(inFlight, IN_FLIGHT);
  });
});

function clientOf(baseUrl) {
  return new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl });
}

/** A server that accepts connections and sends nothing. */
async function silence() {
  const sockets = new Set();
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

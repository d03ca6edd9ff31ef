// Calls are randomly cancelled, timed out or answered. Each call settles once, and none is lost.
// `STORM_CALLS` sets the number of calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const CALLS = Number(process.env.STORM_CALLS ?? 20_000);
const IN_FLIGHT = 128;

/** Responds immediately, after a delay, or with a failure. */
const server = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  let count = 0;
  createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    request.on('error', () => {});
    const end = () => response.writeHead(number % 11 ? 200 : 503).end('{"number":1}');
    const number = ++count;
    if (number % 3) end();
    else setTimeout(end, number % 7);
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

test('each call settles once', { timeout: 1_200_000 }, async (t) => {
  const worker = new Worker(server, { eval: true });
  t.after(() => worker.terminate());
  const port = await new Promise((resolve) => worker.once('message', resolve));
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl, maxRetries: 0 });

  const outcomes = { answered: 0, cancelled: 0, timeout: 0, refused: 0 };
  let started = 0;
  async function lane() {
    while (started < CALLS) {
      const number = ++started;
      const chance = Math.random();
      const controller = new AbortController();
      const options = chance < 0.6 ? { signal: controller.signal } : undefined;
      if (chance >= 0.95) await settle(client.getStats({}, { timeout: Math.random() * 4 + 0.1 }));
      else {
        const call = settle(client.sendOtp({ phone: `+43${number}` }, options), number);
        if (chance < 0.1) controller.abort(number);
        else if (chance < 0.2) queueMicrotask(() => controller.abort(number));
        else if (chance < 0.3) setImmediate(() => controller.abort(number));
        else if (chance < 0.4) setTimeout(() => controller.abort(number), Math.random() * 5);
        await call;
      }
    }
  }
  async function settle(call, number) {
    try {
      assert.deepEqual(await call, { number: 1 });
      outcomes.answered++;
    } catch (reason) {
      if (reason === number) outcomes.cancelled++;
      else if (reason.code === 'BAXVERIFY_TIMEOUT') outcomes.timeout++;
      else if (reason.statusCode === 503) outcomes.refused++;
      else throw reason;
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));

  t.diagnostic(JSON.stringify(outcomes));
  const total = Object.values(outcomes).reduce((sum, count) => sum + count);
  assert.equal(total, CALLS);
  for (const [outcome, count] of Object.entries(outcomes)) assert.ok(count > CALLS / 1000, outcome);
});

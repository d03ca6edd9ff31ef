/**
 * Deadlines that pass while a request is written. A request that is reported as unsent must never
 * arrive.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const CALLS = 20_000;
const PARALLEL = 40;

/**
 * Responds after a delay, so that most deadlines pass, and records which requests arrived
 * completely.
 */
const server = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const arrived = [];
  createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', () => {
      arrived.push(JSON.parse(body).phone);
      setTimeout(() => response.end('{}'), arrived.length % 3);
    });
    request.on('error', () => {});
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
  parentPort.on('message', () => parentPort.postMessage(arrived));
`;

const next = (worker) => new Promise((resolve) => worker.once('message', resolve));

test('no request that is reported as unsent arrives', { timeout: 120_000 }, async (t) => {
  const worker = new Worker(server, { eval: true });
  t.after(() => worker.terminate());
  const port = await next(worker);
  const client = new BaxCloudVerifyClient({
    projectId: 'p',
    apiKey: 'k',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    timeout: 2,
    maxRetries: 0,
  });

  const unsent = new Set();
  let unknown = 0;
  let started = 0;
  const caller = async () => {
    while (started < CALLS) {
      const phone = `+43${++started}`;
      await client.sendOtp({ phone }).catch((error) => {
        if (error.outcome === 'not_sent') unsent.add(phone);
        else unknown++;
      });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, caller));
  // All requests in flight have arrived by then.
  await new Promise((resolve) => setTimeout(resolve, 500));

  worker.postMessage('report');
  const arrived = await next(worker);
  assert.deepEqual(
    arrived.filter((phone) => unsent.has(phone)),
    [],
  );
  assert.ok(unsent.size > 0 && unknown > 0, `${unsent.size} unsent, ${unknown} unknown`);
});

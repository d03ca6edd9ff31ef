// A subscriber aborts a call while it handles an event. No other call may lose its events.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { after, before, describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { clientOf } from './support/client.mjs';

const CALLS = 8;
const PHASES = ['start', 'error', 'end'];

/**
 * Runs on its own thread, so that it responds while this one is busy. Every other request fails
 * once.
 */
const server = `
  const { createServer } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const failed = new Set();
  createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    const { pathname, searchParams } = new URL(request.url, 'http://server');
    const days = searchParams.get('days');
    const fails = Number(days) % 2 === 0 && !failed.delete(days);
    if (fails) failed.add(days);
    setTimeout(() => {
      response.writeHead(fails ? 503 : 200, { 'retry-after': '0' });
      response.end(JSON.stringify({ days }));
    }, 40);
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

let worker;
let client;
let lastDays = 0;

before(async () => {
  worker = new Worker(server, { eval: true });
  const port = await new Promise((resolve) => worker.once('message', resolve));
  client = clientOf(`http://127.0.0.1:${port}/v1`, { maxRetries: 1 });
  // Opens a connection for each of the later calls.
  await Promise.all(Array.from({ length: CALLS }, () => client.getStats({ days: 999_999 })));
});
after(() => worker.terminate());

/** Keeps this thread busy, so that all events in that time arrive in one batch. */
function spin(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/**
 * Makes `CALLS` calls, aborts `victim` at the first event of `phase`, and returns how the calls
 * ended.
 */
async function aborting(phase, victim) {
  const number = new AsyncLocalStorage();
  const events = Array.from({ length: CALLS }, () => []);
  const controllers = Array.from({ length: CALLS }, () => new AbortController());
  let due = true;
  const stops = PHASES.map((name) => {
    const channel = `tracing:baxverify:request:${name}`;
    const listener = ({ attempt }) => {
      events[number.getStore()].push(`${name} ${attempt}`);
      if (!due || name !== phase) return;
      due = false;
      // More events arrive before all events of this batch are delivered.
      spin(100);
      controllers[victim].abort(`abort of ${victim}`);
    };
    subscribe(channel, listener);
    return () => unsubscribe(channel, listener);
  });
  const calls = controllers.map(({ signal }, at) => {
    const days = ++lastDays;
    return number
      .run(at, () => client.getStats({ days }, { signal }))
      .then(
        () => ({ days, end: 'ok' }),
        (reason) => ({ days, end: reason }),
      );
  });
  // By then, the requests have been sent, and no response has arrived.
  spin(15);
  const results = await Promise.all(calls);
  // A call that has ended gets no further events.
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const stop of stops) stop();
  assert.equal(due, false, 'the abort took place');
  return results.map((result, at) => ({ ...result, events: events[at] }));
}

describe('an abort inside a subscriber', () => {
  for (const phase of PHASES) {
    for (const victim of [0, 1, CALLS - 2, CALLS - 1]) {
      test(`of '${phase}' that ends call ${victim} leaves the others all their events`, async () => {
        const results = await aborting(phase, victim);
        for (const [at, { days, end, events }] of results.entries()) {
          const repeated = ['start 1', 'error 1', 'end 1', 'start 2', 'end 2'];
          const whole = days % 2 === 0 ? repeated : ['start 1', 'end 1'];
          const label = `call ${at}: ${events}`;
          if (at !== victim) {
            assert.equal(end, 'ok', label);
            assert.deepEqual(events, whole, label);
          } else if (end === 'ok') {
            // The call had already settled.
            assert.deepEqual(events, whole, label);
          } else {
            assert.equal(end, `abort of ${victim}`);
            const count = (name) => events.filter((event) => event.startsWith(name)).length;
            assert.equal(count('start'), count('end'), label);
          }
        }
      });
    }
  }
});

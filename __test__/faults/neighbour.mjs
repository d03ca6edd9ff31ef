/**
 * A healthy client in this process. It repeatedly calls a healthy server in a separate process, and
 * records how late each call was.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

/** The milliseconds between calls. */
const EVERY = 20;
/** The deadline of each call. */
const TIMEOUT = 1000;
/** How late a call may be because of other calls. */
export const LATE = 100;
const TICK = 5;

/**
 * Measures how long this thread was blocked, with a timer. The tests and their servers run on this
 * thread too, and other processes share the processors.
 */
class HeldUp {
  #spans = [];
  #last = performance.now();
  #timer = setInterval(() => {
    const now = performance.now();
    if (now - this.#last > 2 * TICK) this.#spans.push([this.#last + TICK, now]);
    this.#last = now;
  }, TICK);

  /** How long it was blocked in that time. */
  between(from, to) {
    let sum = 0;
    for (const [began, ended] of [...this.#spans, [this.#last + 2 * TICK, performance.now()]]) {
      sum += Math.max(0, Math.min(ended, to) - Math.max(began, from));
    }
    return sum;
  }

  stop() {
    clearInterval(this.#timer);
  }
}

/** @returns the running neighbour */
export async function startNeighbour() {
  const file = fileURLToPath(new URL('healthy-server.mjs', import.meta.url));
  const server = fork(file, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ port }] = await once(server, 'message');
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', baseUrl, maxRetries: 0 });
  const agent = new Agent({ keepAlive: true });
  const held = new HeldUp();
  const calls = [];
  const underWay = new Set();

  const call = async () => {
    const began = performance.now();
    const own = client.sendOtp({ phone: '+43664000' }, { timeout: TIMEOUT }).then(
      () => ({ end: 'ok', took: performance.now() - began }),
      (error) => ({ end: error.code, took: performance.now() - began }),
    );
    // The same request with Node.js itself. If this is late, the server or the machine is slow.
    const [{ end, took }, usual] = await Promise.all([own, node(port, agent)]);
    const late = took - Math.max(usual, held.between(began, began + took));
    calls.push({ began, ended: began + took, end, late });
  };
  // The first calls open the connections.
  await call();
  calls.length = 0;
  const timer = setInterval(() => {
    const running = call();
    underWay.add(running);
    running.finally(() => underWay.delete(running));
  }, EVERY);

  return {
    held,
    calls,
    /** Waits for the calls in flight. */
    settled: () => Promise.all(underWay),
    /** Returns the problems of the calls between two times. */
    complaints(from, to) {
      const then = calls.filter(({ began, ended }) => ended >= from && began <= to);
      const failed = then.filter(({ end }) => end !== 'ok').map(({ end }) => end);
      const late = then.map((call) => call.late).filter((by) => by > LATE);
      const found = [];
      if (failed.length > 0) found.push(`${failed.length} calls of a neighbour: ${failed[0]}`);
      if (late.length > 0) {
        const most = Math.max(...late).toFixed(0);
        found.push(
          `${late.length} of ${then.length} calls of a neighbour late by up to ${most} ms`,
        );
      }
      return found;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      held.stop();
      agent.destroy();
      server.disconnect();
    },
  };
}

/** The milliseconds that the same request takes with Node.js's own client. */
function node(port, agent) {
  const began = performance.now();
  return new Promise((resolve) => {
    const done = () => resolve(performance.now() - began);
    request({ port, host: '127.0.0.1', path: '/v1/auth/sms/stats', agent }, (response) => {
      response.resume().on('close', done);
    })
      .on('error', done)
      .end();
  });
}

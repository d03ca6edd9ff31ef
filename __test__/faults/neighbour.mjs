/**
 * A healthy client beside whatever else goes on in this process: calls to a healthy server, which is a
 * process of its own, again and again; and how late each of them was.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

/** Milliseconds between calls. */
const EVERY = 20;
/** Deadline of each. */
const TIMEOUT = 1000;
/** What a call may be late by, because of what others do. */
export const LATE = 100;
const TICK = 5;

/**
 * What held up this thread: a timer that is late shows it. The tests and their servers run here too, and
 * other processes share the processors.
 */
class HeldUp {
  #spans = [];
  #last = performance.now();
  #timer = setInterval(() => {
    const now = performance.now();
    if (now - this.#last > 2 * TICK) this.#spans.push([this.#last + TICK, now]);
    this.#last = now;
  }, TICK);

  /** For how much of that time. */
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

/** @returns the neighbour, whose calls have begun */
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
    // What Node itself needs for the same: if that is late, the server or the machine is.
    const [{ end, took }, usual] = await Promise.all([own, node(port, agent)]);
    const late = took - Math.max(usual, held.between(began, began + took));
    calls.push({ began, ended: began + took, end, late });
  };
  // The first opens the connections.
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
    /** Waits for the calls that have begun. */
    settled: () => Promise.all(underWay),
    /** What is wrong with the calls that went on between two moments. */
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

/** Milliseconds that the same request takes with Node's own client. */
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

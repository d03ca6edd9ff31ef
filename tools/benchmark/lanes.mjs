import { performance } from 'node:perf_hooks';
import { processMicros, threadMicros } from './processor-time.mjs';

/** The limit for rounds that do not end. */
const mostCalls = 500_000;
const latencies = new Float64Array(mostCalls);

/**
 * Runs one round with `inFlight` lanes. A lane makes one call after the other. The measurement
 * starts after a warm-up, when every lane has had a response and all connections are open. It lasts
 * `measureMs`.
 */
export async function round(call, { inFlight, warmMs, measureMs }) {
  const from = performance.now() + warmMs;
  let cold = inFlight;
  let calls = 0;
  let began;
  let ended;

  async function lane() {
    await call();
    cold--;
    while (!ended) {
      const asked = performance.now();
      await call();
      const now = performance.now();
      if (ended) return;
      if (!began) {
        if (cold === 0 && now >= from) began = snapshot(now);
        continue;
      }
      latencies[calls++] = now - asked;
      if (now >= began.at + measureMs || calls === mostCalls) ended = snapshot(now);
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane));

  const sorted = latencies.subarray(0, calls).sort();
  return {
    calls,
    seconds: (ended.at - began.at) / 1000,
    threadMicros: ended.thread - began.thread,
    processMicros: ended.process - began.process,
    utilization: performance.eventLoopUtilization(ended.loop, began.loop).utilization,
    p50: sorted[Math.floor(calls * 0.5)],
    p99: sorted[Math.floor(calls * 0.99)],
  };
}

function snapshot(at) {
  return {
    at,
    thread: threadMicros(),
    process: processMicros(),
    loop: performance.eventLoopUtilization(),
  };
}

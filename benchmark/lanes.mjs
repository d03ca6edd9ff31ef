import { performance } from 'node:perf_hooks';
import { processMicros, threadMicros } from './processor-time.mjs';

/** A stop for rounds that run away. */
const mostCalls = 500_000;
const latencies = new Float64Array(mostCalls);

/**
 * One round: `inFlight` lanes call one after the other; what is measured is the time after a warm-up, in
 * which connections are made.
 */
export async function round(call, { inFlight, warmMs, measureMs }) {
  const from = performance.now() + warmMs;
  const until = from + measureMs;
  let calls = 0;
  let began;
  let ended;

  async function lane() {
    while (!ended) {
      const asked = performance.now();
      await call();
      const now = performance.now();
      if (ended) return;
      if (began) latencies[calls++] = now - asked;
      else if (now >= from) began = snapshot(now);
      if (now >= until || calls === mostCalls) ended = snapshot(now);
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

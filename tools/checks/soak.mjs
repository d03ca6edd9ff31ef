// Makes a million calls, or the given number, and reports how memory grows.
//
//   npm run soak -- [calls]
// Runs under `baxverify-emulator exec`, so the server's memory is in another process.

import events from 'node:events';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';

const calls = Number(process.argv[2] ?? 1_000_000);
const inFlight = 64;
/**
 * Growth above this, in bytes per call, counts as a leak. Any leaked string of a call is larger.
 */
const limit = 8;

const client = new BaxCloudVerifyClient({
  projectId: process.env.BAXCLOUD_PROJECT_ID,
  apiKey: process.env.BAXCLOUD_API_KEY,
});
const { signal } = new AbortController();

/** Makes successful calls, failing calls, and calls with one shared signal. */
const kinds = [
  () => client.getStats({ days: 1 }),
  () => client.getStats({ days: 1 }, { signal }),
  () => expectFailure(client.verifyOtp({ phone: '+4366412345678', code: '000000' })),
  () => expectFailure(client.validateVerificationToken({ token: 'none' }, { signal })),
];

async function expectFailure(call) {
  try {
    await call;
  } catch (error) {
    if (error instanceof BaxVerifyError && error.outcome === 'rejected') return;
    throw error;
  }
  throw new Error('a call that cannot succeed did');
}

let started = 0;
async function worker(until) {
  while (started < until) await kinds[started++ % kinds.length]();
}

function memory() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().rss;
}

const samples = [];
const began = performance.now();
const steps = 20;
for (let step = 1; step <= steps; step++) {
  const until = Math.round((calls * step) / steps);
  await Promise.all(Array.from({ length: inFlight }, () => worker(until)));
  samples.push({ calls: started, rss: memory() });
  const { rss } = samples.at(-1);
  console.log(`${String(started).padStart(9)} calls  ${(rss / 1e6).toFixed(1)} MB`);
}
const seconds = (performance.now() - began) / 1000;

// The first quarter is the warm-up of pools, compiled code and the allocator.
const steady = samples.slice(steps / 4);
const perCall = slope(steady);
console.log(`\n${calls} calls in ${seconds.toFixed(0)} s (${Math.round(calls / seconds)}/s)`);
console.log(
  `slope ${perCall.toFixed(3)} bytes per call; ${listeners()} listeners left on the signal`,
);
// Fewer calls would end within the warm-up.
const judged = calls >= 500_000;
if ((judged && perCall > limit) || listeners() > 0) {
  console.error(`More than ${limit} bytes per call, or listeners left behind.`);
  process.exitCode = 1;
}

function listeners() {
  return events.getEventListeners(signal, 'abort').length;
}

/** The slope by least squares. */
function slope(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map((point) => point.calls));
  const y = mean(points.map((point) => point.rss));
  const covariance = mean(points.map((point) => (point.calls - x) * (point.rss - y)));
  return covariance / mean(points.map((point) => (point.calls - x) ** 2));
}

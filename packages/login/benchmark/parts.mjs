// What all measurements share: the guard under test, inputs, and statistics.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
export const { createSendGuard, redisStore } = require('../index.js');
export const { buildSendGuard } = require('../lib/guard/create-send-guard.js');
export const { memoryStoreWith } = require('../lib/stores/memory-store.js');

export const secret = 'a secret of the benchmark, of 32 characters or more';
export const endless = { perHour: Infinity, perDay: Infinity };
/** Refusals are cheaper than decisions that allow: nothing here may be refused. */
const roomy = {
  phone: { max: 1_000_000, windowSeconds: 3600 },
  address: { max: 1_000_000, windowSeconds: 3600 },
  resend: { free: 20 },
  country: false,
};
/** Phone, address and the whole project. */
export const threeKeys = {
  ...roomy,
  prefix: false,
  breaker: { prefix: false, country: false },
};
/** Phone, address, prefix, country and the whole project, with thresholds that are not reached. */
export const allKeys = {
  ...roomy,
  prefix: { max: 1_000_000, windowSeconds: 3600 },
  breaker: { prefix: { minSends: 1_000_000 }, country: { minSends: 1_000_000 } },
};

const random = (most) => Math.floor(Math.random() * most);
export const somePhone = () => `+43${1_000_000_000 + random(8_000_000_000)}`;
export const someAddress = () => [1 + random(223), random(256), random(256), random(256)].join('.');

export function median(values) {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1];
}

export const percentile = (values, share) =>
  Float64Array.from(values).sort()[Math.floor((values.length - 1) * share)];

/** Microseconds of each of `count` calls, one after the other. */
export async function timesOf(call, count) {
  const times = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const began = process.hrtime.bigint();
    await call();
    times[index] = Number(process.hrtime.bigint() - began) / 1000;
  }
  return times;
}

/** Calls per second with so many in flight. */
export async function rateOf(call, count, inFlight = 64) {
  let left = count;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left > 0) {
        left -= 1;
        await call();
      }
    }),
  );
  return (1000 * count) / (performance.now() - began);
}

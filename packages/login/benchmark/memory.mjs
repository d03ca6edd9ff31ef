// A decision in memory, and the memory of many live phones. No two share a prefix or an address.

import {
  buildSendGuard,
  endless,
  median,
  memoryStoreWith,
  percentile,
  someAddress,
  somePhone,
  timesOf,
} from './parts.mjs';

/**
 * @param {number} phones
 * @returns {Promise<object>} microseconds and bytes
 */
export async function measureMemory(phones) {
  const store = memoryStoreWith({}, {});
  const limits = { country: false, breaker: { country: false } };
  const guard = buildSendGuard({ store, budget: endless, limits });
  const before = process.memoryUsage().rss;
  let refused = 0;
  const decide = async () => {
    const { action } = await guard.checkSend({ phone: somePhone(), ip: someAddress() });
    if (action !== 'allow') refused += 1;
  };
  await timesOf(decide, 20_000);
  const few = await timesOf(decide, 50_000);
  for (let done = 70_000; done < phones; done += 10_000) await timesOf(decide, 10_000);
  const many = await timesOf(decide, 50_000);
  const inputs = await timesOf(async () => somePhone() + someAddress(), 50_000);
  const open = store.open();
  return {
    inputs: timesIn(inputs),
    few: timesIn(few),
    many: timesIn(many),
    phones: open.countOf('phone'),
    tables: open.bytes,
    process: process.memoryUsage().rss - before,
    refused,
  };
}

const timesIn = (times) => ({ p50: median(times), p99: percentile(times, 0.99) });

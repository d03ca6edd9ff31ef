// A decision in memory, and the memory of a million live phones. No two share an address.
//
// node memory.mjs [phones]

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

const phones = Number(process.argv[2] ?? 1_000_000);
const store = memoryStoreWith({}, {});
const guard = buildSendGuard({
  store,
  budget: endless,
  limits: { breaker: { country: false } },
});
const before = process.memoryUsage().rss;
let allowed = 0;
const decide = async () => {
  const { action } = await guard.checkSend({ phone: somePhone(), ip: someAddress() });
  if (action === 'allow') allowed += 1;
};

await timesOf(decide, 20_000);
const early = await timesOf(decide, 50_000);
for (let done = 70_000; done < phones; done += 10_000) await timesOf(decide, 10_000);
const late = await timesOf(decide, 50_000);
const open = store.open();
const bare = await timesOf(async () => somePhone() + someAddress(), 50_000);

const show = (name, times) =>
  console.log(
    `${name}: p50 ${median(times).toFixed(1)} µs, p99 ${percentile(times, 0.99).toFixed(1)} µs`,
  );
show('bare inputs', bare);
show('decision in memory, few phones', early);
show(`decision in memory, ${open.countOf('phone')} phones`, late);
console.log(
  `${allowed} allowed; tables ${(open.bytes / 1e6).toFixed(0)} MB (bound 200 MB), process + ${(
    (process.memoryUsage().rss - before) / 1e6
  ).toFixed(0)} MB`,
);

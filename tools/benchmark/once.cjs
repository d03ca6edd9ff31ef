// Runs one measurement that needs a new process, and prints the result as JSON:
//
//   node once.cjs <cold|memory|blocked> <client> <protocol> <origin>

const [, , task, name, protocol, origin] = process.argv;

// Loaded by the harness, so that they do not count for any client's start.
require('./clients/request.cjs');
require('./clients/sdk.cjs');

const began = performance.now();
const { create } = require(`./clients/${name}.cjs`);
const required = performance.now();
const client = create({ origin, protocol });
const constructed = performance.now();

const inFlight = 64;
const memoryCalls = 10_000;
const blockMs = 50;
const blocks = 5;

const tasks = {
  /** The time from `require` to the first response. */
  async cold() {
    await client.send();
    const answered = performance.now();
    return {
      require: required - began,
      construct: constructed - required,
      call: answered - constructed,
      total: answered - began,
    };
  },

  async memory() {
    await calls(memoryCalls);
    return { rss: process.memoryUsage().rss };
  },

  /** Blocks the event loop with calls in flight. */
  async blocked() {
    const results = [];
    await calls(2000);
    for (let block = 0; block < blocks; block++) results.push(await blockOnce());
    return results;
  },
};

async function calls(count) {
  let started = 0;
  const lane = async () => {
    while (started++ < count) await client.send();
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

async function blockOnce() {
  let settled = 0;
  let atFirstWakeUp;
  const from = performance.now();
  const waits = Array.from({ length: inFlight }, async () => {
    await client.send();
    // Ticks run after the promise jobs of a wake-up and before the event loop continues.
    if (settled++ === 0) process.nextTick(() => (atFirstWakeUp = settled));
  });
  const until = performance.now() + blockMs;
  while (performance.now() < until);
  const to = performance.now();
  await Promise.all(waits);
  const last = performance.now() - to;
  await new Promise(setImmediate);
  return { from: wallMicros(from), to: wallMicros(to), atFirstWakeUp, last };
}

function wallMicros(at) {
  return Math.round((performance.timeOrigin + at) * 1000);
}

tasks[task]().then((result) => {
  console.log(JSON.stringify(result));
  process.exit();
});

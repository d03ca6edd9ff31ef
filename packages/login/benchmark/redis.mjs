// Decisions in Redis against a bare PING on the same connection, and against rate-limiter-flexible
// consuming the same three keys.

import Redis from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { startRedis } from '../__test__/support/redis-server.mjs';
import {
  allKeys,
  createSendGuard,
  endless,
  median,
  rateOf,
  redisStore,
  secret,
  someAddress,
  somePhone,
  threeKeys,
  timesOf,
} from './parts.mjs';

/** As many live phones as a busy site has, each with up to twenty sends. */
const PHONES = 50_000;

/**
 * Each round measures all, one after the other. A round in which the guard decided by itself, as
 * Redis took too long, is no measurement of Redis; it is left out.
 *
 * @param {{ rounds: number, calls: number }} settings calls of each kind in a round
 * @returns {Promise<{ rounds: Record<string, { p50: number, rate: number, cpu: number }>[], refused: number, leftOut: number }>}
 *   microseconds, calls per second with 64 in flight, microseconds of both processes per call then
 */
export async function measureRedis({ rounds, calls: count }) {
  const server = await startRedis();
  const client = new Redis({ host: '127.0.0.1', port: server.port });
  try {
    return await measure(client, rounds, count);
  } finally {
    client.disconnect();
    await server.stop();
  }
}

async function measure(client, rounds, count) {
  const state = { refused: 0, degraded: 0 };
  const calls = callsOf(client, state);
  for (const call of Object.values(calls)) await rateOf(call, count);
  const measured = [];
  let leftOut = 0;
  for (let round = 0; measured.length < rounds && round < 3 * rounds; round += 1) {
    const before = state.degraded;
    const results = {};
    for (const [name, call] of Object.entries(calls)) {
      const p50 = median(await timesOf(call, count / 5));
      const began = await processorTime(client);
      const rate = await rateOf(call, count);
      results[name] = { p50, rate, cpu: ((await processorTime(client)) - began) / count };
    }
    if (state.degraded === before) measured.push(results);
    else {
      leftOut += 1;
      // Until it asks again whether Redis is back.
      await new Promise((resolve) => setTimeout(resolve, 300));
      for (const call of Object.values(calls)) await rateOf(call, 1000);
    }
  }
  return { rounds: measured, refused: state.refused, leftOut };
}

function callsOf(client, state) {
  const phones = Array.from({ length: PHONES }, somePhone);
  const addresses = Array.from({ length: PHONES }, someAddress);
  let turn = 0;
  const next = () => {
    turn = (turn + 1) % PHONES;
    return { phone: phones[turn], ip: addresses[turn] };
  };
  const guarded = (prefix, limits) => {
    const guard = createSendGuard({
      store: redisStore(client, { prefix }),
      secret,
      budget: endless,
      limits,
      onDegraded: ({ state: now }) => {
        if (now === 'degraded') state.degraded += 1;
      },
    });
    return async () => {
      const { action } = await guard.checkSend(next());
      if (action !== 'allow') state.refused += 1;
    };
  };
  const [byPhone, byAddress, byAll] = ['phone', 'address', 'all'].map(
    (keyPrefix) =>
      new RateLimiterRedis({ storeClient: client, keyPrefix, points: 1e9, duration: 3600 }),
  );
  return {
    PING: () => client.ping(),
    'guard, 3 keys': guarded('three', threeKeys),
    'rate-limiter-flexible, 3 at once': () => {
      const { phone, ip } = next();
      return Promise.all([byPhone.consume(phone), byAddress.consume(ip), byAll.consume('all')]);
    },
    'guard, all default keys': guarded('all', allKeys),
    'rate-limiter-flexible, 3 in a row': async () => {
      const { phone, ip } = next();
      await byPhone.consume(phone);
      await byAddress.consume(ip);
      await byAll.consume('all');
    },
  };
}

/** Of this process and of the server, in microseconds. */
async function processorTime(client) {
  const text = await client.info('cpu');
  const read = (name) => 1e6 * Number(new RegExp(`${name}:([\\d.]+)`).exec(text)[1]);
  const { user, system } = process.cpuUsage();
  return read('used_cpu_user') + read('used_cpu_sys') + user + system;
}

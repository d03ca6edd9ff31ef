// Decisions in Redis against a bare PING on the same connection, and against rate-limiter-flexible
// consuming the same three keys.
//
// One at a time, the calls take turns, so all meet the same state of the machine. Then the server
// and this process have a processor each, as if the server was on another machine. On one processor
// nothing has to be woken up: a PING takes a fifth of the time there, and a decision takes half.

import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
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
/** Calls of one kind, before the next kind has its turn. */
const TURN = 100;

/**
 * Each round measures all, one after the other. A round in which the guard decided by itself, as
 * Redis took too long, is no measurement of Redis; it is left out.
 *
 * @param {{ rounds: number, calls: number }} settings calls of each kind in a round
 * @returns {Promise<{ rounds: Record<string, { p50: number, rate: number, cpu: number }>[], refused: number, leftOut: number, isApart: boolean }>}
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
  let isApart = false;
  for (let round = 0; measured.length < rounds && round < 3 * rounds; round += 1) {
    const before = state.degraded;
    const results = {};
    isApart = await setApart(client, true);
    const times = await timesInTurn(Object.values(calls), count / 5);
    await setApart(client, false);
    for (const [index, [name, call]] of Object.entries(calls).entries()) {
      const p50 = median(times[index]);
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
  return { rounds: measured, refused: state.refused, leftOut, isApart };
}

/**
 * Gives the server and this process a processor each, or lets the system choose again.
 *
 * @returns {Promise<boolean>} whether the system can do that
 */
async function setApart(client, isApart) {
  const count = availableParallelism();
  if (count < 2) return false;
  const [, server] = /process_id:(\d+)/.exec(await client.info('server'));
  return [server, String(process.pid)].every((id, index) => {
    const processors = isApart ? String(index) : `0-${count - 1}`;
    return spawnSync('taskset', ['-apc', processors, id]).status === 0;
  });
}

/** Microseconds of each of `count` calls, which take turns of a hundred. */
async function timesInTurn(calls, count) {
  const times = calls.map(() => []);
  for (let done = 0; done < count; done += TURN) {
    for (const [index, call] of calls.entries()) times[index].push(...(await timesOf(call, TURN)));
  }
  return times;
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

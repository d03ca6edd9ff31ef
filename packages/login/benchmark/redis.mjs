// Decisions in Redis against a bare PING on the same connection, and against rate-limiter-flexible
// consuming the same three keys. All ratios are of one run: each round measures all, one after the
// other.
//
// node redis.mjs [rounds]

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

const rounds = Number(process.argv[2] ?? 9);
const server = await startRedis();
const client = new Redis({ host: '127.0.0.1', port: server.port });
/** As many live phones as a busy site has, each with up to twenty sends. */
const phones = Array.from({ length: 50_000 }, somePhone);
const addresses = Array.from({ length: 50_000 }, someAddress);
let turn = 0;
const next = () => {
  turn += 1;
  const index = turn % phones.length;
  return { phone: phones[index], ip: addresses[index] };
};

let refused = 0;
function guarded(prefix, limits) {
  const guard = createSendGuard({
    store: redisStore(client, { prefix }),
    secret,
    budget: endless,
    limits,
  });
  return async () => {
    const { action } = await guard.checkSend(next());
    if (action !== 'allow') refused += 1;
  };
}
const limiters = ['phone', 'address', 'all'].map(
  (keyPrefix) =>
    new RateLimiterRedis({ storeClient: client, keyPrefix, points: 1e9, duration: 3600 }),
);
const [byPhone, byAddress, byAll] = limiters;

const calls = {
  PING: () => client.ping(),
  'guard, 3 keys': guarded('three', threeKeys),
  'guard, all default keys': guarded('all', allKeys),
  'rate-limiter-flexible, 3 at once': () => {
    const { phone, ip } = next();
    return Promise.all([byPhone.consume(phone), byAddress.consume(ip), byAll.consume('all')]);
  },
  'rate-limiter-flexible, 3 in a row': async () => {
    const { phone, ip } = next();
    await byPhone.consume(phone);
    await byAddress.consume(ip);
    await byAll.consume('all');
  },
};

for (const call of Object.values(calls)) await rateOf(call, 20_000);
const names = Object.keys(calls);
const alone = Object.fromEntries(names.map((name) => [name, []]));
const together = Object.fromEntries(names.map((name) => [name, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const [name, call] of Object.entries(calls)) {
    alone[name].push(median(await timesOf(call, 2000)));
    together[name].push(await rateOf(call, 10_000));
  }
}
const ratio = (values, base) =>
  median(values.map((value, round) => value / base[round])).toFixed(2);
for (const name of names) {
  console.log(
    `${name}: p50 ${median(alone[name]).toFixed(0)} µs (${ratio(alone[name], alone.PING)} × PING), ` +
      `${Math.round(median(together[name]))} /s with 64 in flight ` +
      `(${ratio(together[name], together['rate-limiter-flexible, 3 at once'])} × rate-limiter-flexible)`,
  );
}
console.log(`${refused} refused`);
client.disconnect();
await server.stop();

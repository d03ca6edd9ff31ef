// One process that decides as fast as it gets answers, so many at a time.
//
// node worker.mjs 'JSON of { ports, isCluster, prefix, seconds, inFlight }'
//
// Sends { count, p50, p99, local } to its parent: decisions of the store and their microseconds,
// and how many decisions the process made by itself, because the store took too long.

import { setTimeout as sleep } from 'node:timers/promises';
import Redis from 'ioredis';
import {
  allKeys,
  createSendGuard,
  endless,
  median,
  percentile,
  redisStore,
  secret,
  someAddress,
  somePhone,
} from './parts.mjs';

const { ports, isCluster, prefix, seconds, inFlight } = JSON.parse(process.argv[2]);
const nodes = ports.map((port) => ({ host: '127.0.0.1', port }));
const client = isCluster ? new Redis.Cluster(nodes) : new Redis(nodes[0]);
await client.set(`{${prefix}}ready`, '1');
const times = [];
let local = 0;
let isLocal = false;
const guard = createSendGuard({
  store: redisStore(client, { prefix }),
  secret,
  budget: endless,
  limits: allKeys,
  onDecision: ({ store, milliseconds }) => {
    isLocal = store !== 'ok';
    if (isLocal) local += 1;
    else times.push(1000 * milliseconds);
  },
});
process.send('ready');
await new Promise((resolve) => process.once('message', resolve));
const ends = performance.now() + seconds * 1000;
await Promise.all(
  Array.from({ length: inFlight }, async () => {
    while (performance.now() < ends) {
      await guard.checkSend({ phone: somePhone(), ip: someAddress() });
      // Without a wait, local decisions would take the processors from the store.
      if (isLocal) await sleep(10);
    }
  }),
);
client.disconnect();
process.send({ count: times.length, p50: median(times), p99: percentile(times, 0.99), local });
process.disconnect();

// One process that decides as fast as it gets answers, eight at a time.
//
// node worker.mjs 'JSON of { ports, isCluster, prefix, seconds }'
//
// Sends { count, p50, p99, late } to its parent.

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

const { ports, isCluster, prefix, seconds } = JSON.parse(process.argv[2]);
const nodes = ports.map((port) => ({ host: '127.0.0.1', port }));
const client = isCluster ? new Redis.Cluster(nodes) : new Redis(nodes[0]);
await client.set(`{${prefix}}ready`, '1');
let late = 0;
const guard = createSendGuard({
  store: redisStore(client, { prefix }),
  secret,
  budget: endless,
  limits: allKeys,
  onDegraded: ({ state }) => {
    if (state === 'degraded') late += 1;
  },
});
process.send('ready');
await new Promise((resolve) => process.once('message', resolve));
const ends = performance.now() + seconds * 1000;
const times = [];
await Promise.all(
  Array.from({ length: 8 }, async () => {
    while (performance.now() < ends) {
      const began = performance.now();
      await guard.checkSend({ phone: somePhone(), ip: someAddress() });
      times.push(1000 * (performance.now() - began));
    }
  }),
);
client.disconnect();
process.send({ count: times.length, p50: median(times), p99: percentile(times, 0.99), late });
process.disconnect();

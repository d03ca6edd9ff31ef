// One process of many that share a store: asks for sends to random numbers from random addresses,
// as fast as it gets answers.
//
// node attacker.mjs PORT BUDGET SECONDS    prints { sent, slowest, changes } as JSON

import { once } from 'node:events';
import { createRequire } from 'node:module';
import { clients } from './redis-clients.mjs';

const { createSendGuard, redisStore } = createRequire(import.meta.url)('../../index.js');
const [port, perHour, seconds] = process.argv.slice(2).map(Number);
const { client, close } = await clients['ioredis 5'].connect(port);
const changes = [];
const guard = createSendGuard({
  store: redisStore(client),
  secret: 'a secret of the test, 32 characters or more',
  budget: { perHour, perDay: perHour },
  onDegraded: ({ state }) => changes.push(state),
});
const random = (most) => Math.floor(Math.random() * most);
let sent = 0;
let slowest = 0;
process.send('ready');
// All begin at once, however long the last one took to start.
await once(process, 'message');
const ends = performance.now() + seconds * 1000;

await Promise.all(
  Array.from({ length: 8 }, async () => {
    while (performance.now() < ends) {
      const began = performance.now();
      const decision = await guard.checkSend({
        phone: `+43${1_000_000_000 + random(8_000_000_000)}`,
        ip: [10, random(256), random(256), random(256)].join('.'),
      });
      slowest = Math.max(slowest, performance.now() - began);
      if (decision.action === 'allow') {
        sent += 1;
        await guard.settleSend(decision, 'sent');
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }),
);
close();
process.stdout.write(JSON.stringify({ sent, slowest, changes }));
process.disconnect();

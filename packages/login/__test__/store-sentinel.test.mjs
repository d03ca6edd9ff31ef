import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { clients, closeClients } from './support/redis-clients.mjs';
import { noRedis } from './support/redis-server.mjs';
import { MASTER_NAME, startSentinels } from './support/sentinel.mjs';

const { createSendGuard, redisStore } = createRequire(import.meta.url)('../index.js');
const BUDGET = 100;

describe('a failover of Sentinel', { skip: noRedis }, () => {
  let sentinels;
  afterEach(async () => {
    closeClients();
    await sentinels?.stop();
  });

  for (const name of ['ioredis 5', 'iovalkey', 'redis 5', 'redis 6']) {
    test(`keeps the budget, and holds nobody up: ${name}`, async () => {
      sentinels = await startSentinels();
      const { client } = await clients[name].sentinel(sentinels.ports, MASTER_NAME);
      const changes = [];
      const guard = createSendGuard({
        store: redisStore(client, { processes: 4 }),
        secret: 'a secret of the test, 32 characters or more',
        budget: { perHour: BUDGET, perDay: BUDGET },
        onDegraded: ({ state }) => changes.push(state),
      });
      let asked = 0;
      let slowest = 0;
      const ask = async (times) => {
        let allowed = 0;
        for (let index = 0; index < times; index += 1) {
          asked += 1;
          const began = performance.now();
          const { action } = await guard.checkSend({ phone: `+43${1_000_000 + asked}4567` });
          slowest = Math.max(slowest, performance.now() - began);
          if (action === 'allow') allowed += 1;
        }
        return allowed;
      };
      let sent = await ask(20);
      assert.equal(sent, 20);
      await sentinels.master.kill();
      for (let round = 0; round < 1200 && changes.at(-1) !== 'restored'; round += 1) {
        // Asking is what finds out that the store is back.
        sent += await ask(1);
        await sleep(50);
      }
      assert.equal(changes.at(-1), 'restored', String(changes));
      assert.match(sentinels.replica.cli('info', 'replication'), /role:master/);
      sent += await ask(2 * BUDGET);
      // Sends are lost whose answers came too late.
      assert.ok(sent <= BUDGET && sent > BUDGET / 2, String(sent));
      assert.ok(slowest < 3000, String(slowest));
    });
  }
});

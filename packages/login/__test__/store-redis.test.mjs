import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import {
  batches,
  budgetStories,
  recalled,
  remember,
  START,
  stories,
} from './support/random-plans.mjs';
import { clients, closeClients } from './support/redis-clients.mjs';
import { noRedis, startCluster, startRedis } from './support/redis-server.mjs';

const require = createRequire(import.meta.url);
const { createSendGuard, redisStore } = require('../index.js');
const { createMemoryStore } = require('../lib/stores/memory.js');
const { createRedisRunner } = require('../lib/stores/redis.js');

const secret = 'a secret of the test, 32 characters or more';
const phone = '+436601234567';
const ip = '203.0.113.7';
const attempt = { phone, ip, device: 'device-77', user: 'user-77' };

/** What everybody's first minutes look like, the same on every client and server. */
async function useGuard(guard) {
  const seen = [];
  for (let index = 0; index < 3; index += 1) {
    const decision = await guard.checkSend(attempt);
    seen.push(decision.rule ?? decision.action);
    await guard.settleSend(decision, 'sent');
  }
  for (const result of ['wrong_code', 'not_tried', 'verified']) {
    const decision = await guard.checkVerify(attempt);
    seen.push(decision.rule ?? decision.action);
    await guard.settleVerify(decision, result);
  }
  const again = await guard.checkSend(attempt);
  seen.push(again.rule ?? again.action);
  await guard.settleSend(again, 'not_sent');
  return seen;
}
const EXPECTED = ['allow', 'allow', 'resend', 'allow', 'allow', 'allow', 'allow'];

describe('the store in Redis', { skip: noRedis }, () => {
  let server;
  before(async () => {
    server = await startRedis();
  });
  after(() => {
    closeClients();
    return server?.stop();
  });

  for (const [what, drawnStories] of [
    ['random plans', stories],
    ['a budget whose clock is set back', budgetStories],
  ]) {
    test(`decides as the store in memory does, for ${what}`, async () => {
      const { client, close } = await clients['ioredis 5'].connect(server.port);
      const actions = [0, 0, 0];
      let run = 0;
      try {
        await fc.assert(
          fc.asyncProperty(drawnStories, async (story) => {
            run += 1;
            let clock = START;
            const now = () => clock;
            const memory = createMemoryStore({ now });
            const answers = new Map();
            for (const { wait, plan: drawn } of story) {
              clock += wait;
              const plan = recalled(drawn, answers);
              const expected = memory.run(plan);
              remember(plan, expected, answers);
              // A runner for each plan: it would otherwise put what it remembers of a budget
              // into the plan.
              const redis = createRedisRunner({
                client,
                prefix: `${what.replaceAll(' ', '-')}${run}`,
                now,
              });
              // In every second story numbers of the policy stand in the script, as in use.
              const given = run % 2 === 0 ? plan : { ...plan, shape: {} };
              const { budget, ...rest } = await redis.run(given);
              // Redis tells the state of the budget of each plan, and memory of what was taken.
              assert.deepEqual({ ...rest, budget: expected.budget && budget }, expected);
              actions[expected.action] += 1;
            }
            if (run % 20 === 0) await client.script('FLUSH');
          }),
          { numRuns: 60, endOnFailure: true },
        );
      } finally {
        close();
      }
      for (const count of actions) assert.ok(count > 50, String(actions));
    });
  }

  test('decides on many plans at once as on one after the other', async () => {
    const { client, close } = await clients['ioredis 5'].connect(server.port);
    const actions = [0, 0, 0];
    let run = 0;
    try {
      await fc.assert(
        fc.asyncProperty(batches, async (story) => {
          run += 1;
          let clock = START;
          const now = () => clock;
          const memory = createMemoryStore({ now });
          const answers = new Map();
          for (const { wait, plans: drawn } of story) {
            clock += wait;
            const plans = drawn.map((plan) => recalled(plan, answers));
            const redis = createRedisRunner({ client, prefix: `batch${run}`, now });
            const results = await redis.runAll(plans);
            const expected = plans.map((plan) => memory.run(plan));
            const last = expected.at(-1).budget;
            remember(plans.at(-1), expected.at(-1), answers);
            for (const [index, result] of results.entries()) {
              // The state of the budget comes once, as it is after the last plan.
              const { budget, ...rest } = expected[index];
              assert.deepEqual({ ...result, budget: undefined }, { ...rest, budget: undefined });
              assert.ok(result.budget !== undefined || budget === undefined);
              actions[result.action] += 1;
            }
            if (last !== undefined) assert.deepEqual(results.at(-1).budget, last);
          }
        }),
        { numRuns: 60, endOnFailure: true },
      );
    } finally {
      close();
    }
    for (const count of actions) assert.ok(count > 50, String(actions));
  });

  test('forgets a used-up budget as soon as memory does when the clock was set back', async () => {
    const { client, close } = await clients['ioredis 5'].connect(server.port);
    let clock = START;
    const now = () => clock;
    const memory = createMemoryStore({ now });
    const redis = createRedisRunner({ client, prefix: 'set-back', now });
    const args = [1, 5, -1, 0, 0, 0, 0, 0, 0, 5, -1];
    const ops = [{ kind: 'budget', table: 'budget', key: 'all', act: 'take', args }];
    const plan = { take: true, solved: false, ops };
    const ask = async (minutes) => {
      clock += minutes * 60_000;
      const { action } = memory.run(plan);
      assert.equal((await redis.run(plan)).action, action, `after ${minutes} minutes`);
      return action;
    };
    for (let index = 0; index < 5; index += 1) assert.equal(await ask(0), 0);
    assert.equal(await ask(-360), 2);
    for (const minutes of [30, 20]) assert.equal(await ask(minutes), 2);
    assert.equal(await ask(20), 0);
    close();
  });

  test('counts what is spent up to the largest exact number, and no further', async () => {
    const { client, close } = await clients['ioredis 5'].connect(server.port);
    const most = Number.MAX_SAFE_INTEGER;
    let clock = START;
    const now = () => clock;
    const memory = createMemoryStore({ now });
    const redis = createRedisRunner({ client, prefix: 'most', now });
    const run = async (act, args) => {
      const ops = [{ kind: 'budget', table: 'budget', key: 'all', act, args }];
      const plan = { take: act === 'take', solved: false, ops };
      const expected = memory.run(plan);
      const { budget, ...rest } = await redis.run(plan);
      assert.deepEqual({ ...rest, budget: expected.budget && budget }, expected);
      return budget;
    };
    const spend = async (cost, limit, seen = [0, 0, 0, 0, 0]) =>
      (await run('take', [cost, limit, limit, 0, ...seen, limit, limit])).slice(1);
    await spend(most - 5, -1);
    assert.deepEqual(await spend(3, -1), [most - 2, START, most - 2, most - 2]);
    assert.deepEqual(await spend(2, -1), [most, START, most, most]);
    for (const cost of [1, most])
      assert.deepEqual(await spend(cost, -1), [most, START, most, most]);
    // What another generation had spent counts on top.
    assert.deepEqual(await spend(7, -1, [5, most, START, most, most]), [most, START, most, most]);
    assert.deepEqual((await run('give', [10, START])).slice(1), [
      most,
      START,
      most - 10,
      most - 10,
    ]);
    // What was spent is forgotten to the last unit, so a limit holds again.
    clock += 26 * 3_600_000 - 4_000_000;
    await spend(4, -1);
    clock += 4_000_000;
    assert.deepEqual(await spend(1, 10), [most, clock, 1, 5]);
    close();
  });

  test('takes no more of a limit by asking many times at once', async () => {
    const { client, close } = await clients['ioredis 5'].connect(server.port);
    const guard = createSendGuard({
      store: redisStore(client, { prefix: 'together' }),
      secret,
      budget: { perHour: 40, perDay: 40 },
    });
    // The script is loaded, and the deadline is not the first one any more.
    await guard.checkSend({ phone: '+436600000001' });
    const decide = (attempts) => Promise.all(attempts.map((one) => guard.checkSend(one)));
    const allowed = (decisions) => decisions.filter(({ action }) => action === 'allow').length;
    assert.equal(allowed(await decide(Array(100).fill(attempt))), 2);
    const spread = Array.from({ length: 100 }, (_, index) => ({
      phone: `+43660${100_000 + index}4567`,
      ip: `198.51.100.${index}`,
      // Two shapes, which go out apart.
      ...(index % 2 && { device: `device ${index}` }),
    }));
    assert.equal(allowed(await decide(spread)), 37);
    close();
  });

  test('gives the owner of a flooded phone an allowance, and no more by asking many times at once', async () => {
    const { client, close } = await clients['ioredis 5'].connect(server.port);
    const guard = createSendGuard({
      store: redisStore(client, { prefix: 'flooded' }),
      secret,
      limits: { resend: { free: 20 }, phone: { max: 2, windowSeconds: 86_400 } },
      challenge: (answer) => answer === 'human',
    });
    const home = { phone, ip };
    const sendAll = async (attempts) => {
      const decisions = await Promise.all(attempts.map((one) => guard.checkSend(one)));
      return decisions.filter(({ action }) => action === 'allow');
    };
    await guard.settleSend(await guard.checkSend(home), 'sent');
    await guard.settleVerify(await guard.checkVerify(home), 'verified');
    const strangers = (challenge) =>
      Array.from({ length: 50 }, (_, index) => ({ phone, ip: `198.51.100.${index}`, challenge }));
    assert.equal((await sendAll(strangers())).length, 1);
    const own = await sendAll(Array(30).fill(home));
    assert.equal(own.length, 5);
    const [{ action }] = [await guard.checkSend(home)];
    assert.equal(action, 'challenge');
    await guard.settleSend(own[0], 'not_sent');
    assert.equal((await sendAll(Array(30).fill(home))).length, 1);
    const solved = await sendAll(strangers('human'));
    assert.equal(solved.length, 3);
    assert.equal((await guard.settleSend(solved[0], 'rejected')).resendAfterSeconds, 0);
    assert.equal((await sendAll(strangers('human'))).length, 1);
    assert.equal(
      (await sendAll([...strangers('human'), home, { ...home, challenge: 'human' }])).length,
      0,
    );
    await guard.forgive({ phone });
    assert.equal((await sendAll(Array(30).fill(home))).length, 7);
    guard.close();
    close();
  });

  for (const [name, { connect }] of Object.entries(clients)) {
    test(`runs through ${name}`, async () => {
      const { client, close } = await connect(server.port);
      const guard = createSendGuard({
        store: redisStore(client, { prefix: name.replace(' ', '') }),
        secret,
      });
      assert.deepEqual(await useGuard(guard), EXPECTED);
      server.cli('script', 'flush');
      assert.equal((await guard.checkSend({ phone: '+436607654321' })).action, 'allow');
      guard.close();
      close();
    });
  }

  test('two processes with one secret share limits', async () => {
    const { client, close } = await clients['redis 5'].connect(server.port);
    const make = () => createSendGuard({ store: redisStore(client, { prefix: 'two' }), secret });
    await make().checkSend(attempt);
    await make().checkSend(attempt);
    assert.equal((await make().checkSend(attempt)).rule, 'resend');
    close();
  });

  test('holds no number, no address and no name, in one slot, and every key ends', async () => {
    server.cli('flushall');
    const { client, close } = await clients['ioredis 5'].connect(server.port);
    const guard = createSendGuard({ store: redisStore(client), secret });
    await useGuard(guard);
    await guard.checkSend({ ...attempt, phone: '+436607654321' });
    const keys = await client.keys('*');
    assert.ok(keys.length >= 8, String(keys));
    for (const key of keys) {
      assert.match(key, /^\{baxverify-login\}[a-z]:[\w-]{22}$/);
      const text = key + (await client.getBuffer(key)).toString('latin1');
      for (const plain of ['6601234567', '660123', '203.0.113', 'device-77', 'user-77']) {
        assert.ok(!text.includes(plain), plain);
      }
      const life = await client.pttl(key);
      assert.ok(life > 0 && life <= 31 * 24 * 3_600_000, `${key} ${life}`);
    }
    close();
  });

  test('what is no record in Redis counts as none, and is replaced', async () => {
    const { client, close } = await clients['ioredis 5'].connect(server.port);
    const changes = [];
    const guard = createSendGuard({
      store: redisStore(client, { prefix: 'broken' }),
      secret,
      onDegraded: ({ state, error }) => changes.push(state, error?.message),
    });
    const attempt = { phone: '+436641234567', ip: '203.0.113.7' };
    const use = async () => {
      const { action } = await guard.checkSend(attempt);
      await guard.checkVerify(attempt);
      return action;
    };
    assert.deepEqual([await use(), await use(), await use()], ['allow', 'allow', 'refuse']);
    const keys = await client.keys('{broken}*');
    assert.ok(keys.length >= 7, String(keys));
    for (const [index, key] of keys.entries()) {
      await client.del(key);
      if (index % 2 === 0) await client.set(key, 'x'.repeat(8));
      else await client.rpush(key, 'x');
    }
    assert.deepEqual([await use(), await use(), await use()], ['allow', 'allow', 'refuse']);
    assert.deepEqual(changes, []);
    close();
  });

  test('a store that forgets everything gives no second budget while a process remembers', async () => {
    const { client, close } = await clients['ioredis 5'].connect(server.port);
    const budget = { perHour: 50, perDay: 50 };
    const guards = [1, 2].map(() =>
      createSendGuard({ store: redisStore(client, { prefix: 'flushed' }), secret, budget }),
    );
    let sent = 0;
    for (let index = 0; index < 300; index += 1) {
      if (index % 30 === 29) server.cli('flushall');
      const decision = await guards[index % 2].checkSend({ phone: `+43660${100_000 + index}4567` });
      if (decision.action === 'allow') sent += 1;
    }
    assert.equal(sent, 50);
    close();
  });

  for (const [who, most] of [
    ['a process that saw what was lost', 200],
    ['another process', 299],
  ]) {
    test(`an older snapshot lets ${most} of 200 be sent if ${who} asks first`, async () => {
      const { client, close } = await clients['ioredis 5'].connect(server.port);
      const prefix = `snapshot${most}`;
      const runners = [1, 2].map(() => createRedisRunner({ client, prefix }));
      const args = [1, 200, 200, 0, 0, 0, 0, 0, 0, 200, 200];
      const ops = [{ kind: 'budget', table: 'budget', key: 'all', act: 'take', args }];
      let sent = 0;
      const spend = async (runner, times) => {
        for (let index = 0; index < times; index += 1) {
          const { action } = await runner.run({ take: true, solved: false, ops });
          if (action === 0) sent += 1;
        }
      };
      const [busy, idle] = runners;
      await spend(idle, 1);
      const [key] = await client.keys(`{${prefix}}*`);
      const snapshot = await client.getBuffer(key);
      await spend(busy, 99);
      await client.set(key, snapshot, 'PX', 3_600_000);
      if (most === 200) await spend(busy, 1);
      await spend(idle, 101);
      await spend(busy, 300);
      assert.equal(sent, most);
      close();
    });
  }
});

describe('the store in a cluster of three nodes', { skip: noRedis }, () => {
  let cluster;
  before(async () => {
    cluster = await startCluster();
  });
  after(() => {
    closeClients();
    return cluster?.stop();
  });

  for (const [name, { cluster: connect }] of Object.entries(clients)) {
    test(`runs through ${name}`, async () => {
      const { client, close } = await connect(cluster.nodes.map(({ port }) => port));
      // Prefixes that land on each of the nodes.
      for (const prefix of ['a', 'b', 'c', 'd']) {
        const store = redisStore(client, { prefix: `${name.replace(' ', '')}-${prefix}` });
        assert.deepEqual(await useGuard(createSendGuard({ store, secret })), EXPECTED);
      }
      close();
    });
  }
});

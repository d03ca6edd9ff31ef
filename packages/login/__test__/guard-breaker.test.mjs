import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addresses, numbers, simulatedGuard } from './support/simulated-guard.mjs';

const MINUTE = 60;
const solve = async (answer) => answer === 'human';
/** Only the breaker decides. */
const withBreaker = (breaker, rest = {}) => ({
  budget: { perHour: 1e6, perDay: 1e6 },
  limits: { prefix: false, country: false, address: false, breaker, ...rest },
});

function inPrefix(prefix = '+436601') {
  let count = 0;
  return () => {
    count += 1;
    return prefix + String(10_000 + (count % 10_000)).slice(1);
  };
}

/** Sends at a steady rate, and verifies a share of what was sent a minute later. */
async function traffic(guarded, { minutes, perMinute, share, next, attempt = {} }) {
  const counts = { allow: 0, challenge: 0, refuse: 0 };
  let waiting = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    for (const phone of waiting) await guarded.verify({ phone });
    waiting = [];
    for (let index = 0; index < perMinute; index += 1) {
      const phone = next();
      const { action, rule } = await guarded.send({ phone, ...attempt });
      if (action !== 'allow') assert.equal(rule, 'breaker');
      counts[action] += 1;
      if (action === 'allow' && (minute * perMinute + index) % 100 < share * 100)
        waiting.push(phone);
    }
    guarded.pass(MINUTE);
  }
  return counts;
}

test('a prefix that is never verified is blocked, for longer each time', async () => {
  const guarded = simulatedGuard(withBreaker({ country: false }));
  const next = inPrefix();
  const blocks = [];
  for (let index = 0; index < 5; index += 1) {
    let wait;
    for (let minute = 0; minute < 60 && wait === undefined; minute += 1) {
      for (let send = 0; send < 5 && wait === undefined; send += 1) {
        const { action, retryAfterSeconds, rule } = await guarded.send({ phone: next() });
        if (action !== 'refuse') continue;
        assert.equal(rule, 'breaker');
        wait = retryAfterSeconds;
      }
      guarded.pass(MINUTE);
    }
    blocks.push(wait);
    guarded.pass(wait);
  }
  assert.deepEqual(blocks, [600, 1200, 2400, 4800, 9600]);
  assert.equal((await guarded.send({ phone: '+436769999999' })).action, 'allow', 'another prefix');
});

test('a prefix whose codes are verified is never blocked, however many there are', async () => {
  const guarded = simulatedGuard(withBreaker({ country: false }));
  const counts = await traffic(guarded, {
    minutes: 240,
    perMinute: 20,
    share: 0.6,
    next: inPrefix(),
  });
  assert.deepEqual(counts, { allow: 4800, challenge: 0, refuse: 0 });
});

test('a launch without any verified code in its first minutes is not taken for an attack', async () => {
  const guarded = simulatedGuard(withBreaker({}));
  const next = inPrefix();
  for (let index = 0; index < 500; index += 1) {
    assert.equal((await guarded.send({ phone: next() })).action, 'allow');
  }
});

test('with a challenge, a bad prefix is challenged; bots that cannot solve it cause no block', async () => {
  const guarded = simulatedGuard({ ...withBreaker({ country: false }), challenge: solve });
  const next = inPrefix();
  const bots = await traffic(guarded, {
    minutes: 40,
    perMinute: 5,
    share: 0,
    next,
    attempt: { challenge: 'bot' },
  });
  assert.equal(bots.refuse, 0);
  assert.ok(bots.challenge > 100 && bots.allow < 80, JSON.stringify(bots));
  const human = { minutes: 20, perMinute: 2, share: 0.7, next, attempt: { challenge: 'human' } };
  assert.deepEqual(await traffic(guarded, human), { allow: 40, challenge: 0, refuse: 0 });
});

test('if solved challenges are not verified either, the prefix is blocked', async () => {
  const guarded = simulatedGuard({ ...withBreaker({ country: false }), challenge: solve });
  const counts = await traffic(guarded, {
    minutes: 90,
    perMinute: 5,
    share: 0,
    next: inPrefix(),
    attempt: { challenge: 'human' },
  });
  assert.ok(counts.refuse > 0 && counts.allow < 250, JSON.stringify(counts));
});

test('phones that were verified before pass a block', async () => {
  const guarded = simulatedGuard(withBreaker({ country: false }));
  const known = '+436601999999';
  await guarded.send({ phone: known });
  await guarded.verify({ phone: known });
  await traffic(guarded, { minutes: 15, perMinute: 5, share: 0, next: inPrefix('+43660199') });
  assert.equal((await guarded.send({ phone: '+436601998888' })).rule, 'breaker');
  assert.equal((await guarded.send({ phone: known })).action, 'allow');
});

test('a country is not switched off by an attacker of a few hundred sends beside its traffic', async () => {
  const guarded = simulatedGuard(withBreaker({ prefix: false }));
  const honest = numbers('+43');
  const bots = numbers('+4367');
  let refused = 0;
  for (let minute = 0; minute < 180; minute += 1) {
    for (let index = 0; index < 5; index += 1) {
      const phone = honest();
      const { action } = await guarded.send({ phone });
      if (action === 'allow') await guarded.verify({ phone });
      else refused += 1;
    }
    for (let index = 0; index < 15; index += 1) await guarded.send({ phone: bots() });
    guarded.pass(MINUTE);
  }
  assert.equal(refused, 0);
});

test('a country with nothing but an attack is blocked for an hour at most', async () => {
  const guarded = simulatedGuard(withBreaker({ prefix: false }));
  const next = numbers('+43');
  let longest = 0;
  let refused = 0;
  for (let minute = 0; minute < 600; minute += 1) {
    for (let index = 0; index < 20; index += 1) {
      const { action, retryAfterSeconds } = await guarded.send({ phone: next() });
      if (action !== 'refuse') continue;
      refused += 1;
      longest = Math.max(longest, retryAfterSeconds);
    }
    guarded.pass(MINUTE);
  }
  assert.ok(refused > 5000, String(refused));
  assert.equal(longest, 3600);
  assert.equal((await guarded.send({ phone: '+491701234567' })).action, 'allow');
});

test('a botnet with random numbers and addresses sends no more than the budget', async () => {
  const guarded = simulatedGuard();
  const ip = addresses();
  const next = numbers('+44');
  let sent = 0;
  for (let index = 0; index < 20_000; index += 1) {
    const { action } = await guarded.send({ phone: next(), ip: ip() });
    if (action === 'allow') sent += 1;
    guarded.pass(0.1);
  }
  assert.ok(sent <= 1000, String(sent));
});

// What is left to the owner of a phone that others flood, and what that can add to a flood.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addresses, simulatedGuard } from './support/simulated-guard.mjs';

const phone = '+436601234567';
const home = { phone, ip: '203.0.113.7' };
const DAY = 86_400;
const solve = async (answer) => answer === 'human';

/** Strangers ask for codes until the phone's waits and limit are used up. */
async function flood({ send, pass }, hours = 4) {
  const ip = addresses();
  for (let minute = 0; minute < 60 * hours; minute += 1) {
    await send({ phone, ip: ip() });
    pass(60);
  }
  while ((await send({ phone, ip: ip() })).action === 'allow');
}

/** Logs in from an origin, which is known from then on. */
async function logIn({ send, verify }, attempt) {
  assert.equal((await send(attempt)).action, 'allow');
  assert.equal((await verify(attempt)).action, 'allow');
}

/** The most that any 24 hours hold. */
const mostInADay = (times) =>
  Math.max(...times.map((begin) => times.filter((at) => at >= begin && at < begin + DAY).length));

test('the owner of a flooded phone logs in from where it was verified before', async () => {
  for (const origin of [home, { phone, device: 'phone of the owner', ip: '198.51.100.9' }]) {
    const guarded = simulatedGuard();
    await logIn(guarded, origin);
    await flood(guarded);
    const stranger = await guarded.send({ phone, ip: '192.0.2.200' });
    assert.deepEqual([stranger.action, stranger.reason], ['refuse', 'slow_down']);
    const own = await guarded.send(origin);
    assert.deepEqual([own.action, own.resendAfterSeconds], ['allow', 30]);
    assert.equal((await guarded.verify(origin)).action, 'allow');
  }
});

test('without an address and a device nobody is known', async () => {
  const guarded = simulatedGuard();
  await logIn(guarded, { phone });
  await flood(guarded);
  assert.equal((await guarded.send({ phone })).action, 'refuse');
});

test('the device decides, if there is one: the address of a verified one is shared', async () => {
  const guarded = simulatedGuard();
  await logIn(guarded, { ...home, device: 'one' });
  await flood(guarded);
  assert.equal((await guarded.send({ ...home, device: 'two' })).action, 'refuse');
  assert.equal((await guarded.send(home)).action, 'refuse');
  assert.equal((await guarded.send({ ...home, ip: '192.0.2.77', device: 'one' })).action, 'allow');
});

test('an origin is known for 30 days, and for its own phone only', async () => {
  const guarded = simulatedGuard();
  await logIn(guarded, { ...home, phone: '+436769876543' });
  await flood(guarded);
  assert.equal((await guarded.send(home)).action, 'refuse', 'known for another phone');
  for (const [days, action] of [
    [29, 'allow'],
    [31, 'refuse'],
  ]) {
    const later = simulatedGuard();
    await logIn(later, home);
    later.pass(days * DAY - 4 * 3600);
    await flood(later);
    assert.equal((await later.send(home)).action, action, `${days} days`);
  }
});

test('a short wait is no lock-out, and uses up no allowance', async () => {
  const guarded = simulatedGuard({ challenge: solve });
  await logIn(guarded, home);
  for (let index = 0; index < 2; index += 1) await guarded.send(home);
  const { action, rule, retryAfterSeconds } = await guarded.send({ ...home, challenge: 'human' });
  assert.deepEqual([action, rule, retryAfterSeconds], ['refuse', 'resend', 30]);
  assert.equal(guarded.store.countOf('allowance'), 0);
});

test('known origins add at most five SMS at once and nine in any day, however many there are', async () => {
  const guarded = simulatedGuard({ limits: { address: false } });
  const origins = [];
  for (let index = 0; index < 4; index += 1) {
    origins.push({ phone, ip: `203.0.113.${index}` });
    await logIn(guarded, origins[index]);
  }
  await flood(guarded);
  const ip = addresses();
  const times = [];
  for (let minute = 0; minute < 3 * 24 * 60; minute += 1) {
    // Strangers take what the phone's own limit has.
    while ((await guarded.send({ phone, ip: ip() })).action === 'allow');
    for (const origin of [...origins, ...origins]) {
      if ((await guarded.send(origin)).action === 'allow') times.push(60 * minute);
    }
    guarded.pass(60);
  }
  assert.equal(times.filter((at) => at === 0).length, 5);
  assert.equal(mostInADay(times), 9);
});

test('an attacker who solves every challenge adds at most three SMS at once and five in any day', async () => {
  const guarded = simulatedGuard({ challenge: solve, limits: { address: false } });
  const ip = addresses();
  await flood(guarded);
  const all = [];
  const extra = [];
  for (let minute = 0; minute < 3 * 24 * 60; minute += 1) {
    while ((await guarded.send({ phone, ip: ip() })).action === 'allow') all.push(60 * minute);
    for (let index = 0; index < 5; index += 1) {
      const { action } = await guarded.send({ phone, ip: ip(), challenge: 'human' });
      if (action === 'allow') extra.push(60 * minute);
    }
    guarded.pass(60);
  }
  assert.equal(extra.filter((at) => at === 0).length, 3);
  assert.equal(mostInADay(extra), 5);
  // Both pots, and the limit of the phone: 19 in any day.
  assert.ok(mostInADay([...all, ...extra]) <= 24, String(mostInADay([...all, ...extra])));
});

test('a flooded owner who is not known is challenged, and then logs in', async () => {
  const guarded = simulatedGuard({ challenge: solve });
  await flood(guarded);
  for (const challenge of [undefined, 'robot', 42]) {
    const asked = await guarded.send({ ...home, challenge });
    assert.deepEqual(
      [asked.action, asked.reason, asked.rule],
      ['challenge', 'challenge_required', 'phone'],
    );
  }
  const own = await guarded.send({ ...home, challenge: 'human' });
  assert.deepEqual([own.action, own.resendAfterSeconds], ['allow', 30]);
  await guarded.verify({ ...home, challenge: 'human' });
  // Known from now on, without a challenge.
  await flood(guarded);
  assert.equal((await guarded.send(home)).action, 'allow');
});

test('a known origin whose allowance is used up is challenged', async () => {
  const guarded = simulatedGuard({ challenge: solve, limits: { address: false } });
  await logIn(guarded, home);
  await flood(guarded);
  const actions = [];
  for (let index = 0; index < 6; index += 1) actions.push((await guarded.send(home)).action);
  assert.deepEqual(actions, [...Array(5).fill('allow'), 'challenge']);
  assert.equal((await guarded.send({ ...home, challenge: 'human' })).action, 'allow');
});

test('the other limits and the budget hold for an allowance, and refused sends take none of it', async () => {
  const guarded = simulatedGuard({
    challenge: solve,
    limits: { address: { max: 2, windowSeconds: DAY } },
    budget: { perHour: 1000, perDay: 1000 },
  });
  await logIn(guarded, home);
  await flood(guarded);
  // Two codes of the address are left, since a verified code gives back two.
  assert.equal((await guarded.send(home)).action, 'allow');
  assert.equal((await guarded.send(home)).action, 'allow');
  assert.equal((await guarded.send(home)).action, 'challenge');
  const poor = simulatedGuard({ budget: { perHour: 3, perDay: 3 } });
  await logIn(poor, home);
  for (let index = 0; index < 5; index += 1) await poor.send({ phone, ip: '192.0.2.1' });
  poor.pass(1);
  for (let index = 0; index < 20; index += 1) {
    assert.equal((await poor.send(home)).action, 'refuse');
  }
  assert.equal(poor.store.countOf('allowance'), 0);
});

test('what was not sent is given back to its allowance', async () => {
  for (const [challenge, most] of [
    [undefined, 5],
    ['human', 3],
  ]) {
    for (const outcome of ['not_sent', 'rejected']) {
      const guarded = simulatedGuard({ challenge: solve, limits: { address: false } });
      if (challenge === undefined) await logIn(guarded, home);
      await flood(guarded);
      const attempt = { ...home, challenge };
      for (let index = 0; index < 20; index += 1) {
        assert.equal((await guarded.send(attempt, outcome)).action, 'allow', outcome);
      }
      let count = 0;
      while ((await guarded.send(attempt)).action === 'allow') count += 1;
      assert.equal(count, most);
    }
  }
});

test('both can be switched off, and changed', async () => {
  const off = simulatedGuard({
    challenge: solve,
    limits: { phoneKnown: false, phoneSolved: false },
  });
  await logIn(off, home);
  await flood(off);
  assert.equal((await off.send({ ...home, challenge: 'human' })).action, 'refuse');
  const one = simulatedGuard({ limits: { phoneKnown: { max: 1, windowSeconds: DAY } } });
  await logIn(one, home);
  await flood(one);
  assert.equal((await one.send(home)).action, 'allow');
  assert.equal((await one.send(home)).action, 'refuse');
});

test('forgive gives back the allowances', async () => {
  const guarded = simulatedGuard();
  await logIn(guarded, home);
  for (let index = 0; index < 2; index += 1) {
    await flood(guarded);
    let count = 0;
    while ((await guarded.send(home)).action === 'allow') count += 1;
    assert.equal(count, 5);
    await guarded.guard.forgive({ phone });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addresses, simulatedGuard } from './support/simulated-guard.mjs';

const phone = '+436601234567';
const home = '198.51.100.1';
const solve = async (answer) => answer === 'human';

/** Tries wrong codes until nothing is allowed any more, from more and more addresses. */
async function attack({ verify }, { count = 1000, next = addresses(), challenge } = {}) {
  let tries = 0;
  for (let index = 0; index < count; index += 1) {
    const { action } = await verify({ phone, ip: next(), challenge }, 'wrong_code');
    if (action === 'allow') tries += 1;
  }
  return tries;
}

test('waits between wrong codes of one origin grow, and a right one ends them', async () => {
  const { verify, pass } = simulatedGuard();
  const waits = [];
  for (let index = 0; index < 10; index += 1) {
    assert.equal((await verify({ phone, ip: home }, 'wrong_code')).action, 'allow');
    if (index < 2) continue;
    const { action, rule, retryAfterSeconds } = await verify({ phone, ip: home }, 'wrong_code');
    assert.deepEqual([action, rule], ['refuse', 'failures']);
    waits.push(retryAfterSeconds);
    pass(retryAfterSeconds);
  }
  assert.deepEqual(waits, [30, 60, 120, 240, 480, 960, 1920, 3600]);
  await verify({ phone, ip: home }, 'verified');
  for (let index = 0; index < 3; index += 1) {
    assert.equal((await verify({ phone, ip: home }, 'wrong_code')).action, 'allow');
  }
});

test('a thousand tries at once are three', async () => {
  const { guard } = simulatedGuard();
  const tries = Array.from({ length: 1000 }, () => guard.checkVerify({ phone, ip: home }));
  const allowed = (await Promise.all(tries)).filter(({ action }) => action === 'allow');
  assert.equal(allowed.length, 3);
});

test('a victim who asked for a code can enter it, whatever others have failed', async () => {
  const guarded = simulatedGuard();
  const tries = await attack(guarded);
  assert.equal(tries, 50, 'strangers have half of the hundred');
  const { action, reason, retryAfterSeconds } = await guarded.verify({ phone, ip: home });
  // Not the month after which the count ends.
  assert.deepEqual([action, reason, retryAfterSeconds], ['refuse', 'slow_down', 3600]);
  await guarded.send({ phone, ip: home });
  assert.equal((await guarded.verify({ phone, ip: home }, 'wrong_code')).action, 'allow');
  assert.equal((await guarded.verify({ phone, ip: home })).action, 'allow');
});

test('with a challenge a victim is challenged, not locked out', async () => {
  const guarded = simulatedGuard({ challenge: solve });
  assert.equal(await attack(guarded), 10, 'then each try needs a solved challenge');
  const asked = await guarded.verify({ phone, ip: home });
  assert.deepEqual([asked.action, asked.reason], ['challenge', 'challenge_required']);
  assert.equal((await guarded.verify({ phone, ip: home, challenge: 'human' })).action, 'allow');
});

test('a solved challenge stands for a wait', async () => {
  const { verify } = simulatedGuard({ challenge: solve });
  for (let index = 0; index < 3; index += 1) await verify({ phone, ip: home }, 'wrong_code');
  assert.equal((await verify({ phone, ip: home })).action, 'challenge');
  assert.equal((await verify({ phone, ip: home, challenge: 'bot' })).action, 'challenge');
  assert.equal((await verify({ phone, ip: home, challenge: 'human' })).action, 'allow');
});

test('no more than a hundred wrong codes in a row, with solved challenges, sends and weeks of time', async () => {
  const guarded = simulatedGuard({ challenge: solve, budget: { perHour: 1e6, perDay: 1e6 } });
  const next = addresses();
  let tries = 0;
  for (let day = 0; day < 25; day += 1) {
    for (let step = 0; step < 24; step += 1) {
      const ip = next();
      await guarded.send({ phone, ip });
      for (let index = 0; index < 8; index += 1) {
        const { action } = await guarded.verify({ phone, ip, challenge: 'human' }, 'wrong_code');
        if (action === 'allow') tries += 1;
      }
      guarded.pass(3600);
    }
  }
  assert.equal(tries, 100);
  const { reason, retryAfterSeconds } = await guarded.verify({ phone, challenge: 'human' });
  assert.deepEqual([reason, retryAfterSeconds], ['slow_down', 3600]);
});

test('an origin that was verified before is not held up by the hundred', async () => {
  for (const known of [{ ip: home }, { device: 'd-1' }]) {
    const guarded = simulatedGuard();
    await guarded.send({ phone, ...known });
    await guarded.verify({ phone, ...known });
    const next = addresses();
    for (let index = 0; index < 60; index += 1) {
      const ip = next();
      await guarded.send({ phone, ip });
      for (let step = 0; step < 5; step += 1) await guarded.verify({ phone, ip }, 'wrong_code');
      guarded.pass(2 * 3600);
    }
    assert.equal((await guarded.verify({ phone, ...known })).action, 'allow');
  }
});

test('the owner can forgive', async () => {
  const guarded = simulatedGuard();
  await attack(guarded);
  for (let index = 0; index < 4; index += 1) await guarded.send({ phone });
  assert.equal((await guarded.verify({ phone, ip: '192.0.2.9' })).action, 'refuse');
  assert.equal((await guarded.send({ phone })).rule, 'resend');
  await guarded.guard.forgive({ phone });
  assert.equal((await guarded.verify({ phone, ip: '192.0.2.9' })).action, 'allow');
  assert.equal((await guarded.send({ phone })).action, 'allow');
});

test('one address guesses thirty codes in an hour, of whichever phones', async () => {
  const { verify } = simulatedGuard();
  let tries = 0;
  for (let index = 0; index < 500; index += 1) {
    const { action } = await verify({ phone: `+4366012${10_000 + index}`, ip: home }, 'wrong_code');
    if (action === 'allow') tries += 1;
  }
  assert.equal(tries, 30);
});

test('what was not tried is given back', async () => {
  const { verify, store } = simulatedGuard();
  for (let index = 0; index < 500; index += 1) {
    assert.equal((await verify({ phone, ip: home }, 'not_tried')).action, 'allow');
  }
  assert.equal(store.countOf('failures'), 0);
});

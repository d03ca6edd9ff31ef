import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addresses, numbers, simulatedGuard } from './support/simulated-guard.mjs';

const phone = '+436601234567';

async function allowed(count, attempt, send) {
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    const { action } = await send(attempt(index));
    if (action === 'allow') sum += 1;
  }
  return sum;
}

test('waits between sends to one phone grow from 30 seconds to 32 minutes', async () => {
  const { send, pass } = simulatedGuard({
    limits: { phone: false, prefix: false, address: false },
  });
  const first = await send({ phone });
  assert.equal(first.action, 'allow');
  assert.equal(first.resendAfterSeconds, 30);
  const waits = [];
  for (let index = 0; index < 9; index += 1) {
    const { action, resendAfterSeconds } = await send({ phone });
    assert.equal(action, 'allow', `send ${index + 2}`);
    waits.push(resendAfterSeconds);
    const refused = await send({ phone });
    assert.deepEqual(
      [refused.action, refused.reason, refused.rule, refused.retryAfterSeconds],
      ['refuse', 'slow_down', 'resend', resendAfterSeconds],
    );
    pass(resendAfterSeconds - 1);
    assert.equal((await send({ phone })).action, 'refuse', 'a second too early');
    pass(1);
  }
  assert.deepEqual(waits, [30, 60, 120, 240, 480, 960, 1920, 1920, 1920]);
});

test('waits are forgotten one by one while nothing is sent', async () => {
  const { send, pass } = simulatedGuard({ limits: { phone: false, prefix: false } });
  for (let index = 0; index < 5; index += 1) {
    const { resendAfterSeconds } = await send({ phone });
    pass(resendAfterSeconds);
  }
  pass(2 * 3600);
  assert.equal((await send({ phone })).resendAfterSeconds, 120);
  pass(24 * 3600);
  assert.equal((await send({ phone })).resendAfterSeconds, 30);
  assert.equal((await send({ phone })).action, 'allow', 'the free buffer is back');
});

test('a verified code ends the waits', async () => {
  const { send, verify, pass } = simulatedGuard();
  for (let index = 0; index < 4; index += 1) pass((await send({ phone })).resendAfterSeconds);
  await send({ phone });
  assert.equal((await send({ phone })).rule, 'resend');
  await verify({ phone });
  assert.equal((await send({ phone })).action, 'allow');
});

test('one phone is sent ten codes at most at first, and less than twenty in any day', async () => {
  const { send, pass } = simulatedGuard();
  let count = 0;
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    if ((await send({ phone })).action === 'allow') count += 1;
    pass(60);
  }
  assert.ok(count >= 10 && count < 20, String(count));
});

test('an address may use up fifteen sends in an hour, and nothing of a phone that it is refused for', async () => {
  const next = numbers();
  const { send } = simulatedGuard();
  assert.equal(await allowed(100, () => ({ phone: next(), ip: '203.0.113.7' }), send), 15);
  const victim = next();
  for (let index = 0; index < 100; index += 1) {
    const { rule } = await send({ phone: victim, ip: '203.0.113.7' });
    assert.equal(rule, 'address');
  }
  assert.equal((await send({ phone: victim, ip: '203.0.113.8' })).action, 'allow');
  assert.equal(
    (await send({ phone: victim, ip: '203.0.113.8' })).action,
    'allow',
    'the free buffer is whole',
  );
});

test('an address whose users verify their codes is not held up', async () => {
  const next = numbers();
  const { send, verify, pass } = simulatedGuard({ budget: { perHour: 10_000, perDay: 10_000 } });
  let refused = 0;
  for (let index = 0; index < 1000; index += 1) {
    const attempt = { phone: next(), ip: '203.0.113.7' };
    if ((await send(attempt)).action !== 'allow') refused += 1;
    else if (index % 5 > 0) await verify(attempt);
    pass(3);
  }
  assert.equal(refused, 0);
});

test('an IPv6 address counts by its network of 64 bits, and IPv4 in IPv6 as IPv4', async () => {
  const { send } = simulatedGuard();
  const next = numbers();
  const inNetwork = (index) => ({ phone: next(), ip: `2001:db8:1:2:${index.toString(16)}::1` });
  assert.equal(await allowed(50, inNetwork, send), 15);
  assert.equal((await send({ phone: next(), ip: '2001:0DB8:1:2::9%eth0' })).rule, 'address');
  assert.equal((await send({ phone: next(), ip: '2001:db8:1:3::1' })).action, 'allow');
  await allowed(50, () => ({ phone: next(), ip: '203.0.113.7' }), send);
  assert.equal((await send({ phone: next(), ip: '::ffff:203.0.113.7' })).rule, 'address');
  assert.equal((await send({ phone: next(), ip: '::ffff:cb00:7107' })).rule, 'address');
  assert.equal((await send({ phone: next(), ip: '64:ff9b::cb00:7107' })).rule, 'address');
});

test('what is no address shares one limit, however long it is', async () => {
  const { send } = simulatedGuard();
  const next = numbers();
  const garbage = (index) => ({ phone: next(), ip: `${index}${'x'.repeat(50_000)}` });
  assert.equal(await allowed(50, garbage, send), 15);
  assert.equal((await send({ phone: next(), ip: '1.2.3.4, 5.6.7.8' })).rule, 'address');
  assert.equal((await send({ phone: next(), ip: '01.2.3.4' })).rule, 'address');
});

test('without an address the other limits hold', async () => {
  const { send } = simulatedGuard();
  const next = numbers();
  assert.equal(await allowed(50, () => ({ phone: next() }), send), 50);
  assert.equal(await allowed(50, () => ({ phone: next(), ip: '' }), send), 50);
  assert.equal((await send({ phone })).action, 'allow');
});

test('random numbers in one prefix from anywhere: twenty in a day', async () => {
  const { send, pass } = simulatedGuard();
  const ip = addresses();
  const inPrefix = (index) => ({ phone: `+4366012${String(10_000 + index).slice(1)}`, ip: ip() });
  assert.equal(await allowed(500, inPrefix, send), 20);
  pass(86_400 / 20 - 1);
  assert.equal(await allowed(500, inPrefix, send), 0);
  pass(1);
  assert.equal(await allowed(500, inPrefix, send), 1);
});

test('random numbers of one country from anywhere: three hundred in a day, and other countries none less', async () => {
  const { send, pass } = simulatedGuard();
  const ip = addresses();
  const next = numbers('+43');
  const inCountry = () => ({ phone: next(), ip: ip() });
  assert.equal(await allowed(900, inCountry, send), 300);
  const { reason, rule } = await send(inCountry());
  assert.deepEqual([reason, rule], ['slow_down', 'country']);
  pass(288);
  assert.equal(await allowed(500, inCountry, send), 1);
  assert.equal((await send({ phone: '+491701234567', ip: ip() })).action, 'allow');
});

test('a country whose codes are verified is not limited', async () => {
  const { send, verify } = simulatedGuard({ budget: { perHour: 10_000, perDay: 10_000 } });
  const ip = addresses();
  const next = numbers('+43');
  let refused = 0;
  for (let index = 0; index < 3000; index += 1) {
    const attempt = { phone: next(), ip: ip() };
    if ((await send(attempt)).action !== 'allow') refused += 1;
    else if (index % 5 < 3) await verify(attempt);
  }
  assert.equal(refused, 0);
});

test('devices and users have limits of their own', async () => {
  for (const name of ['device', 'user']) {
    const { send } = simulatedGuard();
    const next = numbers();
    const same = () => ({ phone: next(), [name]: 'one' });
    assert.equal(await allowed(30, same, send), 10, name);
    const refused = await send({ phone: next(), [name]: 'one' });
    assert.equal(refused.rule, name);
    assert.equal((await send({ phone: next(), [name]: 'two' })).action, 'allow');
  }
});

test('no 60 minutes and no 24 hours hold more than the budget, wherever they begin', async () => {
  const { send, pass, clock } = simulatedGuard({ budget: { perHour: 30, perDay: 200 } });
  const next = numbers();
  const times = [];
  for (let step = 0; step < 3 * 24 * 12; step += 1) {
    // Bursts at odd times.
    for (let burst = 0; burst < (step % 7) * 3; burst += 1) {
      if ((await send({ phone: next() })).action === 'allow') times.push(clock.now);
    }
    pass(60 + ((step * 37) % 500));
  }
  const most = (window) =>
    Math.max(
      ...times.map(
        (start) => times.filter((time) => time >= start && time < start + window).length,
      ),
    );
  assert.equal(most(3_600_000), 30);
  assert.equal(most(24 * 3_600_000), 200);
});

test('part of the budget is kept for phones that were verified before, and for solved challenges', async () => {
  for (const isHour of [true, false]) {
    const budget = { perHour: isHour ? 20 : 1000, perDay: isHour ? 1000 : 20, reserve: 0.25 };
    const next = numbers();
    const known = Array.from({ length: 6 }, next);
    const challenge = async (answer) => answer === 'human';
    for (const options of [{ budget }, { budget, challenge }]) {
      const { send, verify, pass } = simulatedGuard(options);
      for (const phone of known) {
        await send({ phone });
        await verify({ phone });
      }
      pass(25 * 3600);
      let sent = 0;
      for (let index = 0; index < 100; index += 1) {
        if ((await send({ phone: next() })).action === 'allow') sent += 1;
      }
      assert.equal(sent, 15);
      const { action, rule, retryAfterSeconds } = await send({ phone: next() });
      assert.deepEqual(
        [action, rule],
        [challenge === options.challenge ? 'challenge' : 'refuse', 'budget'],
      );
      assert.equal(retryAfterSeconds > 0, options.challenge === undefined);
      if (options.challenge) {
        assert.equal((await send({ phone: next(), challenge: 'bot' })).action, 'challenge');
        assert.equal((await send({ phone: next(), challenge: 'human' })).action, 'allow');
      } else {
        assert.equal((await send({ phone: known[5] })).action, 'allow');
      }
      for (const phone of known.slice(0, 4)) assert.equal((await send({ phone })).action, 'allow');
      // All is used up.
      const last = await send({ phone: known[4], challenge: 'human' });
      assert.deepEqual([last.action, last.rule], ['refuse', 'budget']);
    }
  }
});

test('a fifth of the default budget is kept, and nothing of one that the app sets', async () => {
  for (const [budget, most] of [
    [undefined, 800],
    [{ perHour: 1000 }, 1000],
    [{ perHour: 1000, reserve: 0.5 }, 500],
  ]) {
    const limits = { country: false, breaker: { prefix: false, country: false } };
    const { send } = simulatedGuard({ budget, limits });
    const next = numbers();
    let sent = 0;
    for (let index = 0; index < 1100; index += 1) {
      if ((await send({ phone: next() })).action === 'allow') sent += 1;
    }
    assert.equal(sent, most);
  }
});

test('a botnet on the whole world shuts no phone out that was verified before', async () => {
  const { send, verify, pass } = simulatedGuard();
  const friends = Array.from({ length: 20 }, numbers('+44'));
  for (const phone of friends) {
    await send({ phone });
    await verify({ phone });
  }
  pass(25 * 3600);
  const strangers = ['+43', '+49', '+33', '+48', '+62', '+92', '+234', '+91', '+55', '+20'].map(
    numbers,
  );
  for (let index = 0; index < 4000; index += 1) await send({ phone: strangers[index % 10]() });
  for (const phone of friends) assert.equal((await send({ phone })).action, 'allow');
});

test('a budget counts what countries cost, and says when there is room again', async () => {
  const costOf = (country) => (country === 'AT' ? 0.1 : 0.25);
  const { send, pass } = simulatedGuard({ budget: { perHour: 1, perDay: 10, costOf } });
  const austrian = numbers('+43');
  const german = numbers('+49');
  assert.equal(await allowed(10, () => ({ phone: german() }), send), 4);
  assert.equal((await send({ phone: austrian() })).rule, 'budget');
  const { retryAfterSeconds } = await send({ phone: german() });
  assert.ok(retryAfterSeconds >= 3600 && retryAfterSeconds <= 3900, String(retryAfterSeconds));
  pass(retryAfterSeconds);
  assert.equal((await send({ phone: german() })).action, 'allow');
});

test('a cost that is no cost sends nothing', async () => {
  for (const costOf of [
    () => Number.NaN,
    () => -1,
    () => 'x',
    () => undefined,
    () => {
      throw new Error('+43');
    },
    async () => 1,
    async () => {
      throw new Error('+43');
    },
  ]) {
    const { send } = simulatedGuard({ budget: { costOf } });
    const { action, reason, rule } = await send({ phone });
    // A rejection that nobody handles fails the test here.
    await new Promise(setImmediate);
    assert.deepEqual([action, reason, rule], ['refuse', 'unavailable', 'budget']);
  }
});

test('what was not sent is given back, what may have been sent is not', async () => {
  for (const [outcome, expected] of [
    ['not_sent', 100],
    ['rejected', 100],
    ['unknown', 5],
  ]) {
    const { send, store } = simulatedGuard({ budget: { perHour: 5, perDay: 5 } });
    let count = 0;
    for (let index = 0; index < 100; index += 1) {
      const { action } = await send({ phone, ip: '203.0.113.7', device: 'd', user: 'u' }, outcome);
      if (action === 'allow') count += 1;
    }
    if (outcome === 'unknown') {
      assert.equal(count, 2, 'the third waits');
      continue;
    }
    assert.equal(count, expected, outcome);
    assert.equal(store.countOf('phone'), 0, 'no trace is left of the phone');
    // Its source has made the service refuse.
    assert.equal(store.countOf('address'), outcome === 'rejected' ? 1 : 0);
  }
});

test('a decision is settled once, by its own guard', async () => {
  const { guard } = simulatedGuard({
    budget: { perHour: 3, perDay: 3 },
    limits: { resend: { free: 20 } },
  });
  const decisions = [];
  for (let index = 0; index < 3; index += 1) decisions.push(await guard.checkSend({ phone }));
  const other = simulatedGuard();
  await other.guard.settleSend(decisions[0], 'not_sent');
  await guard.settleVerify(decisions[0], 'verified');
  assert.equal((await guard.checkSend({ phone })).rule, 'budget');
  for (let index = 0; index < 5; index += 1) await guard.settleSend(decisions[0], 'not_sent');
  assert.equal((await guard.checkSend({ phone })).action, 'allow');
  assert.equal((await guard.checkSend({ phone })).rule, 'budget');
  for (const strange of [undefined, null, {}, 'x', { action: 'allow' }]) {
    assert.ok((await guard.settleSend(strange, 'not_sent')).resendAfterSeconds >= 0);
    await guard.settleVerify(strange, 'verified');
  }
});

test('countries: those of the list, no satellites unless named, nobody without a country', async () => {
  const rule = async (countries, number) => {
    const { send } = simulatedGuard({ countries });
    const { action, reason } = await send({ phone: number });
    return action === 'allow' ? 'allow' : reason;
  };
  assert.equal(await rule(undefined, '+436601234567'), 'allow');
  assert.equal(await rule(undefined, '+870773111632'), 'country_not_served');
  assert.equal(await rule({ allow: ['AT'] }, '+436601234567'), 'allow');
  assert.equal(await rule({ allow: ['AT'] }, '+491701234567'), 'country_not_served');
  assert.equal(await rule({ allow: ['*', '+870'] }, '+870773111632'), 'allow');
  assert.equal(await rule({ allow: ['*', '+870'] }, '+436601234567'), 'allow');
  assert.equal(await rule({ deny: ['DE'] }, '+491701234567'), 'country_not_served');
  assert.equal(await rule({ deny: ['DE'] }, '+436601234567'), 'allow');
  for (const wrong of [
    '436601234567',
    '+43',
    '+43660123456789012',
    '+43 660 1234567',
    '+'.repeat(50_000),
  ]) {
    assert.equal(await rule(undefined, wrong), 'invalid_phone');
  }
});

test('a clock that is set back for a year shuts nobody out for longer than its limits do', async () => {
  const { send, pass } = simulatedGuard({ budget: { perHour: 10, perDay: 10 } });
  const attempt = { phone, ip: '203.0.113.7' };
  for (let index = 0; index < 4; index += 1) pass((await send(attempt)).resendAfterSeconds);
  pass(-365 * 24 * 3600);
  await send(attempt);
  pass(3 * 3600);
  assert.equal((await send(attempt)).action, 'allow');
  const next = numbers();
  assert.equal(
    await allowed(20, () => ({ phone: next() }), send),
    5,
    'what was spent still counts',
  );
  pass(25 * 3600);
  assert.equal(await allowed(20, () => ({ phone: next() }), send), 10);
});

import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { numbers, simulatedGuard } from './support/simulated-guard.mjs';

const { createSendGuard, memoryStore, redisStore } = createRequire(import.meta.url)('../index.js');
const phone = '+436601234567';
const ip = '203.0.113.7';

test('a wrong option is a TypeError that names the field, and the nearest known one', () => {
  const wrong = [
    [{ limts: {} }, '"limts"', 'Did you mean "limits"?'],
    [{ limits: { adress: {} } }, '"limits.adress"', 'Did you mean "limits.address"?'],
    [{ limits: { phone: { maximum: 3 } } }, '"limits.phone.maximum"'],
    [{ limits: { phone: { max: 0 } } }, '"limits.phone.max"', 'from 1 to'],
    [{ limits: { phone: { max: '3' } } }, '"limits.phone.max"'],
    [{ limits: { phone: { max: Number.NaN } } }, '"limits.phone.max"'],
    [{ limits: { phone: true } }, '"limits.phone"'],
    [{ limits: { address: { max: 5000, windowSeconds: 1 } } }, '"limits.address.max"'],
    [
      { limits: { resend: { firstWaitSeconds: 60, maxWaitSeconds: 30 } } },
      '"limits.resend.firstWaitSeconds"',
    ],
    [
      { limits: { breaker: { prefix: { blockBelow: 0.9 } } } },
      '"limits.breaker.prefix.blockBelow"',
    ],
    [{ limits: { wrongCodes: { max: 101 } } }, '"limits.wrongCodes.max"'],
    [{ budget: { perhour: 1 } }, 'Did you mean "budget.perHour"?'],
    [{ budget: { perHour: -1 } }, '"budget.perHour"'],
    [{ budget: { perHour: 1e12 } }, '"budget.perHour"'],
    [{ budget: { costOf: 1 } }, '"budget.costOf"'],
    [{ countries: ['AT'] }, '"countries"'],
    [{ countries: { allow: ['Austria'] } }, '"countries.allow[0]"'],
    [{ countries: { deny: ['*'] } }, '"countries.deny[0]"'],
    [{ safeList: '+43' }, '"safeList"'],
    [{ safeList: ['+43*'] }, '"safeList[0]"'],
    [{ safeList: ['10.0.0.0/4'] }, '"safeList[0]"'],
    [{ safeList: ['2001:db8::/129'] }, '"safeList[0]"'],
    [{ safeList: ['office'] }, '"safeList[0]"'],
    [{ safeList: Array(20_000).fill(phone) }, '"safeList"'],
    [{ store: {} }, '"store"'],
    [{ secret: 'short' }, '"secret"'],
    [{ challenge: true }, '"challenge"'],
    [{ mode: 'watch' }, '"mode"'],
    [{ onDecision: 1 }, '"onDecision"'],
    [{ onDegraded: 1 }, '"onDegraded"'],
    [{ countries: ['AT'] }, '"countries" must be an object with allow, deny'],
    [{ countries: { denied: [] } }, 'unknown option "countries.denied"'],
    [{ limits: { phone: { window: 1 } } }, 'Did you mean "limits.phone.windowSeconds"?'],
    [null, 'must be an object'],
    [{ ['x'.repeat(50_000)]: 1 }, 'unknown option'],
  ];
  for (const [options, ...parts] of wrong) {
    assert.throws(
      () => createSendGuard(options),
      (error) => {
        assert.ok(error instanceof TypeError);
        assert.ok(error.message.length < 400);
        for (const part of parts)
          assert.ok(error.message.includes(part), `${error.message} / ${part}`);
        return true;
      },
    );
  }
  assert.throws(() => memoryStore({ maxBytes: 1 }), /"memoryStore.maxBytes"/);
  assert.throws(() => redisStore({}), /redisStore\(\) takes a client/);
  const client = { evalsha() {}, eval() {} };
  assert.throws(() => redisStore(client, { prefix: 'a{b' }), /"redisStore.prefix"/);
  assert.throws(() => createSendGuard({ store: redisStore(client) }), /"secret" is needed/);
});

test('options on a prototype are nobody’s', () => {
  const options = Object.create({ mode: 'monitor', limts: 1 });
  assert.doesNotThrow(() => createSendGuard(options));
});

test('wrong types of an attempt reject with a TypeError, what strangers typed does not', async () => {
  const { guard } = simulatedGuard();
  for (const attempt of [
    undefined,
    null,
    'x',
    {},
    { phone: 1 },
    { phone, ip: 1 },
    { phone, device: {} },
  ]) {
    await assert.rejects(guard.checkSend(attempt), TypeError);
    await assert.rejects(guard.checkVerify(attempt), TypeError);
  }
  const decision = await guard.checkSend({ phone });
  await assert.rejects(guard.settleSend(decision, 'failed'), TypeError);
  const long = 'x'.repeat(50_000);
  for (const attempt of [
    { phone: long },
    { phone, device: long, user: long, ip: long },
    { phone: '' + '\0' },
  ]) {
    assert.ok((await guard.checkSend(attempt)).action);
    assert.ok((await guard.checkVerify(attempt)).action);
  }
});

test('monitor mode refuses nothing, and says what it would do', async () => {
  const { guard, send, verify } = simulatedGuard({ mode: 'monitor', countries: { allow: ['AT'] } });
  const seen = [];
  for (let index = 0; index < 4; index += 1) seen.push(await send({ phone, ip }));
  assert.deepEqual(
    seen.map(({ action }) => action),
    ['allow', 'allow', 'allow', 'allow'],
  );
  assert.deepEqual(
    seen.map(({ wouldBe }) => wouldBe),
    ['allow', 'allow', 'refuse', 'refuse'],
  );
  assert.equal(seen[2].rule, 'resend');
  assert.equal((await guard.checkSend({ phone: '+491701234567' })).wouldBe, 'refuse');
  for (let index = 0; index < 5; index += 1)
    assert.equal((await verify({ phone, ip }, 'wrong_code')).action, 'allow');
});

test('monitor mode publishes how a send ended that it would have refused', async () => {
  for (const mode of ['monitor', 'enforce']) {
    const { guard, send } = simulatedGuard({ mode, countries: { allow: ['AT'] } });
    const settled = [];
    const note = (event) => {
      if (event.type === 'settled') settled.push([event.operation, event.outcome, event.country]);
    };
    channel('baxverify:login').subscribe(note);
    for (let index = 0; index < 2; index += 1) await send({ phone, ip });
    // A limit refuses the first of these, and the list of countries the second.
    const refused = [await guard.checkSend({ phone, ip })];
    refused.push(await guard.checkSend({ phone: '+491701234567' }));
    for (const decision of refused) {
      await guard.settleSend(decision, 'sent');
      await guard.settleSend(decision, 'sent');
    }
    channel('baxverify:login').unsubscribe(note);
    const allowed = Array(2).fill(['send', 'sent', 'AT']);
    const others = [
      ['send', 'sent', 'AT'],
      ['send', 'sent', 'DE'],
    ];
    assert.deepEqual(settled, mode === 'monitor' ? [...allowed, ...others] : allowed, mode);
  }
});

test("the emulator's test numbers pass if they are named", async () => {
  const attempt = { phone: '+9991234560001', ip: '192.0.2.1' };
  const { reason } = await simulatedGuard().send(attempt);
  assert.equal(reason, 'country_not_served');
  const { send } = simulatedGuard({ safeList: ['+999*'] });
  for (let index = 0; index < 30; index += 1) assert.equal((await send(attempt)).action, 'allow');
});

test('the safe list wins over every limit of sends, and counts for the budget', async () => {
  const safeList = [phone, '+4367600*', '203.0.113.0/24', '2001:db8::/32', '198.51.100.9'];
  const { send, verify } = simulatedGuard({
    safeList,
    countries: { allow: ['DE'] },
    budget: { perHour: 40, perDay: 40 },
  });
  const safe = [
    { phone },
    { phone: '+436760012345' },
    { phone: '+436601111111', ip: '203.0.113.200' },
    { phone: '+436601111111', ip: '::ffff:203.0.113.200' },
    { phone: '+436601111111', ip: '2001:db8:ffff::1' },
    { phone: '+436601111111', ip: '198.51.100.9' },
  ];
  for (const attempt of safe) {
    for (let index = 0; index < 10; index += 1) {
      assert.equal((await send(attempt)).action, 'allow', JSON.stringify(attempt));
    }
  }
  for (const address of ['203.0.114.1', '2001:db9::1', '198.51.100.10', 'garbage', undefined]) {
    const { reason } = await send({ phone: '+436601111111', ip: address });
    assert.equal(reason, 'country_not_served');
  }
  assert.equal((await send({ phone: '+491701234567' })).rule, 'budget');
  let tries = 0;
  for (let index = 0; index < 50; index += 1) {
    if ((await verify({ phone, ip: '203.0.113.7' }, 'wrong_code')).action === 'allow') tries += 1;
  }
  assert.equal(tries, 3, 'guesses are limited all the same');
});

test('decisions are published without a number, an address or a name', async () => {
  const events = [];
  const own = [];
  const note = (event) => events.push(event);
  channel('baxverify:login').subscribe(note);
  const { send, verify } = simulatedGuard({ onDecision: (event) => own.push(event) });
  const attempt = { phone, ip, device: 'device-77', user: 'user-77' };
  for (let index = 0; index < 3; index += 1) await send(attempt);
  await verify(attempt);
  channel('baxverify:login').unsubscribe(note);
  const kinds = events.map(({ type, operation, action, outcome }) =>
    [type, operation, action ?? outcome].join(' '),
  );
  assert.deepEqual(kinds, [
    'decision send allow',
    'settled send sent',
    'decision send allow',
    'settled send sent',
    'decision send refuse',
    'decision verify allow',
    'settled verify verified',
  ]);
  assert.equal(own.length, 4);
  const refused = events[4];
  assert.equal(refused.rule, 'resend');
  assert.equal(refused.country, 'AT');
  assert.equal(refused.prefixLength, 8);
  assert.equal(refused.store, 'ok');
  assert.ok(refused.milliseconds >= 0 && refused.milliseconds < 1000);
  const shown = inspect([events, own], { depth: 9, showHidden: true });
  for (const secret of ['6601234567', '0123456', '203.0.113', 'device-77', 'user-77']) {
    assert.ok(!shown.includes(secret), secret);
  }
});

test('a decision shows nothing of the request', async () => {
  const { guard } = simulatedGuard();
  const decision = await guard.checkSend({ phone, ip, device: 'device-77' });
  const shown = inspect(decision, { depth: 9, showHidden: true }) + JSON.stringify(decision);
  for (const secret of ['6601234567', '203.0.113', 'device-77']) assert.ok(!shown.includes(secret));
});

test('what the owner’s functions throw fails no login', async () => {
  const warnings = [];
  const note = ({ code, message }) => warnings.push([code, message]);
  process.on('warning', note);
  const { send } = simulatedGuard({
    limits: { address: { max: 1 } },
    onDecision: () => {
      throw new Error(phone);
    },
    challenge: () => {
      throw new Error(phone);
    },
  });
  const next = numbers();
  assert.equal((await send({ phone: next(), ip })).action, 'allow');
  const asked = await send({ phone: next(), ip, challenge: 'x' });
  assert.equal(asked.action, 'challenge');
  await new Promise(setImmediate);
  process.off('warning', note);
  assert.ok(warnings.length > 0);
  for (const [code, message] of warnings) {
    assert.equal(code, 'BAXVERIFY_LOGIN_CALLBACK');
    assert.ok(!message.includes(phone));
  }
});

test('a challenge is asked only where it is needed, only true passes, and it passes four times a limit', async () => {
  const asked = [];
  const { send } = simulatedGuard({
    limits: { address: { max: 2 } },
    challenge: async (answer, attempt) => {
      asked.push(attempt);
      return answer;
    },
  });
  const next = numbers();
  const attempt = (challenge) => ({ phone: next(), ip, challenge });
  for (let index = 0; index < 2; index += 1)
    assert.equal((await send(attempt(true))).action, 'allow');
  assert.equal(asked.length, 0);
  for (const answer of [undefined, null, 'yes', 1, false]) {
    const { action, reason, rule } = await send(attempt(answer));
    assert.deepEqual([action, reason, rule], ['challenge', 'challenge_required', 'address']);
  }
  assert.equal(asked.length, 4, 'without an answer there is nothing to judge');
  for (let index = 0; index < 6; index += 1)
    assert.equal((await send(attempt(true))).action, 'allow');
  assert.equal((await send(attempt(true))).action, 'refuse');
});

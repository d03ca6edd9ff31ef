// What the default policy does in each scenario, and that a seed decides all.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { figuresOf, folderOf } from './support/command.mjs';

const require = createRequire(import.meta.url);
const { Agenda } = require('../lib/simulate/agenda.js');
const { simulate } = require('../lib/simulate/simulate.js');

test('things happen in order of time, then of entry', () => {
  const agenda = new Agenda();
  const times = Array.from({ length: 2000 }, (_, index) => (index * 7919) % 101);
  times.forEach((at, index) => {
    agenda.add(at, index);
  });
  const taken = times.map(() => agenda.take().work);
  const expected = times.map((at, index) => [at, index]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  assert.deepEqual(
    taken,
    expected.map(([, index]) => index),
  );
  assert.equal(agenda.heap.length, 0);
});

test('a seed decides every figure, and another seed others', async () => {
  const args = ['--scenario', 'victim', '--days', '0.1', '--logins', '500'];
  const [first, second, other] = await Promise.all([
    figuresOf(...args, '--seed', '7'),
    figuresOf(...args, '--seed', '7'),
    figuresOf(...args, '--seed', '8'),
  ]);
  assert.deepEqual(first, second);
  assert.notDeepEqual(first.plots, other.plots);
});

describe('with the default policy', () => {
  const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

  test('every request is counted once', async () => {
    for (const scenario of ['botnet', 'victim', 'clock']) {
      const report = await figuresOf('--scenario', scenario, '--days', '0.1', '--logins', '400');
      const { honest, others, plots } = report;
      assert.equal(report.requests, honest.sends + others.sends + honest.tries + others.tries);
      assert.equal(report.smsSent, sum(plots.honest) + sum(plots.others));
      assert.equal(report.smsWithoutGuard, sum(plots.asked));
      assert.equal(sum(plots.honestRefused), sum(honest.refused));
      assert.equal(report.cost, report.smsSent);
      assert.ok(others.sends === others.sms + sum(others.refused) || scenario === 'victim');
      assert.ok(others.sends > 100, `${scenario}: ${others.sends}`);
    }
  });

  test('ordinary users log in', async () => {
    const report = await figuresOf('--scenario', 'ordinary', '--days', '2');
    assert.equal(report.others.sends, 0);
    assert.ok(report.honest.people > 3000, `${report.honest.people}`);
    assert.ok(report.refusedPercent < 1, `${report.refusedPercent} %`);
    // Some SMS are lost and some codes are wrong, so there are more of both than of people.
    assert.ok(report.honest.sends > report.honest.people);
  });

  test('the users of one carrier log in on the day of a launch', async () => {
    const report = await figuresOf('--scenario', 'carrier');
    assert.ok(report.honest.people > 1500, `${report.honest.people}`);
    assert.ok(report.refusedPercent < 1, `${report.refusedPercent} %`);
  });

  test('a botnet gets few SMS of one prefix, and refuses no honest user', async () => {
    const report = await figuresOf('--scenario', 'botnet', '--days', '0.5');
    assert.ok(report.others.sends > 300_000, `${report.others.sends}`);
    assert.ok(report.others.sms < 200, `${report.others.sms}`);
    assert.ok(report.refusedPercent < 1, `${report.refusedPercent} %`);
    assert.ok(report.others.refused.prefix > 0 && report.others.refused.breaker > 0);
  });

  test('two victims get few SMS, most guesses are refused, and who logged in before still can', async (t) => {
    const report = await figuresOf('--scenario', 'victim');
    assert.ok(report.others.sms <= 2 * 19, `${report.others.sms}`);
    assert.ok(report.others.refused.failures > 0.99 * report.others.tries);
    // The owner who had never logged in before.
    assert.ok(report.honest.peopleShutOut <= 8, `${report.honest.peopleShutOut}`);
    const policy = folderOf(t)('policy.json', { challenge: true });
    const challenged = await figuresOf('--scenario', 'victim', '--policy', policy);
    assert.ok(challenged.others.sms <= 2 * 19, `${challenged.others.sms}`);
    // One in twenty cannot solve a challenge.
    assert.ok(challenged.honest.peopleShutOut <= 1, `${challenged.honest.peopleShutOut}`);
  });

  test('a botnet of a whole operator and a slow one leave the budget to honest users', async () => {
    const range = await figuresOf('--scenario', 'range', '--days', '0.5');
    assert.ok(range.others.sms < 600, `${range.others.sms} of ${range.others.sends}`);
    const slow = await figuresOf('--scenario', 'slow');
    assert.ok(slow.others.sms < slow.others.sends / 2, `${slow.others.sms}`);
    for (const { refusedPercent } of [range, slow]) {
      assert.ok(refusedPercent < 1, `${refusedPercent} %`);
    }
  });

  test('jumps of the clock neither lift the limits nor lock anybody out for long', async () => {
    const report = await figuresOf('--scenario', 'clock');
    assert.ok(report.others.sms < 1000, `${report.others.sms} of ${report.others.sends}`);
    assert.ok(report.refusedPercent < 1, `${report.refusedPercent} %`);
  });
});

test('the budget bounds what a botnet of many prefixes costs', async (t) => {
  const file = folderOf(t);
  const costs = { TJ: 0.5, '*': 0.1 };
  const policy = file('policy.json', { budget: { perHour: 10, perDay: 25, costs } });
  const args = ['--policy', policy, '--days', '1', '--attack', '3600', '--logins', '0'];
  const report = await figuresOf('--scenario', 'range', ...args);
  assert.equal(report.cost, 25);
  assert.equal(report.smsSent, 50);
  assert.ok(report.others.refused.budget > 0);
});

test('honest users solve a challenge, and bots do not', async (t) => {
  const file = folderOf(t);
  const limits = {
    address: { max: 1, windowSeconds: 3600 },
    prefix: { max: 5, windowSeconds: 3600 },
  };
  const without = file('without.json', { limits });
  const policy = file('with.json', { limits, challenge: true });
  const attack = ['--scenario', 'botnet', '--days', '0.2', '--attack', '2000', '--policy'];
  const bots = await figuresOf(...attack, policy);
  assert.ok(bots.others.refused.challenge > 0);
  assert.equal((await figuresOf(...attack, without)).others.refused.challenge, undefined);
  const refused = await figuresOf('--scenario', 'carrier', '--policy', without);
  const asked = await figuresOf('--scenario', 'carrier', '--policy', policy);
  assert.equal(refused.honest.refused.challenge, undefined);
  assert.ok(asked.honest.refused.challenge > 0);
  // One in twenty cannot solve it.
  assert.ok(asked.shutOutPercent > 0, `${asked.shutOutPercent} %`);
  assert.ok(asked.shutOutPercent < refused.shutOutPercent / 2, `${refused.shutOutPercent} %`);
});

test('a replay of 400,000 requests does not slow down as it goes on', async () => {
  const options = { name: 'botnet', policy: '', options: {} };
  const timed = async (days) => {
    const before = process.cpuUsage();
    const { requests } = await simulate({ ...options, days });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / requests;
  };
  // A ratio of processor times in one run, because machines differ and other tests run too. The
  // speed itself is a bar of the benchmark.
  const ratios = [];
  for (let n = 0; n < 5 && !(ratios.at(-1) < 3); n += 1) {
    const short = await timed(0.05);
    ratios.push((await timed(0.5)) / short);
  }
  assert.ok(Math.min(...ratios) < 3, ratios.join(' '));
});

// The command line of the simulator: its options, its policies, its page and its exit codes.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { describe, test } from 'node:test';
import { figuresOf, folderOf, run } from './support/command.mjs';

const short = ['--scenario', 'botnet', '--days', '0.05', '--logins', '300', '--attack', '500'];

test('--help names every scenario and the exit codes', async () => {
  const { code, stdout, stderr } = await run('--help');
  assert.equal(code, 0);
  assert.equal(stderr, '');
  for (const name of [
    'ordinary',
    'botnet',
    'range',
    'home',
    'victim',
    'slow',
    'carrier',
    'clock',
    'FILE',
  ]) {
    assert.match(stdout, new RegExp(`^ {2}${name}`, 'm'));
  }
  assert.match(stdout, /Exit codes: 0 .* 1 .* 2 /);
  assert.ok(stdout.split('\n').every((line) => line.length <= 100));
});

test('is the command of the package, and executable', () => {
  const folder = new URL('../', import.meta.url);
  const { bin, files } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  assert.deepEqual(Object.keys(bin), ['baxverify-login']);
  const file = new URL(bin['baxverify-login'], folder);
  assert.match(readFileSync(file, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  assert.ok(process.platform === 'win32' || statSync(file).mode & 0o100);
  assert.ok(files.includes('bin') && files.includes('lib'));
});

describe('wrong usage is refused with exit code 2', () => {
  for (const args of [
    [],
    ['simulate'],
    ['simulate', '--scenario'],
    ['simulate', '--scenario', 'nothing'],
    ['simulate', '--scenario', 'constructor'],
    ['replay', '--scenario', 'botnet'],
    ['simulate', 'again', '--scenario', 'botnet'],
    ['simulate', '--scenario', 'botnet', '--colour'],
    ['simulate', '--scenario', 'botnet', '--seed', '-1'],
    ['simulate', '--scenario', 'botnet', '--seed', '1.5'],
    ['simulate', '--scenario', 'botnet', '--seed', '99999999999'],
    ['simulate', '--scenario', 'botnet', '--days', '0'],
    ['simulate', '--scenario', 'botnet', '--days', '1e3'],
    ['simulate', '--scenario', 'botnet', '--attack', 'many'],
    ['simulate', '--scenario', 'botnet', '--logins', '9'.repeat(50_000)],
  ]) {
    test(args.join(' ').slice(0, 60), async () => {
      const { code, stdout, stderr } = await run(...args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^baxverify-login: [^\n]{5,300}\n$/);
    });
  }
});

test('a wrong scenario is answered with the scenarios', async () => {
  for (const args of [[], ['--scenario', 'bot']]) {
    const { stderr } = await run('simulate', ...args);
    assert.match(stderr, /--scenario must be one of .*\bbotnet, .*or a file\.csv/);
  }
});

test('text says what was sent, what it cost, and whom the policy refuses', async (t) => {
  const policy = folderOf(t)('strict.json', { countries: { deny: ['AT'] } });
  const { code, stdout, stderr } = await run('simulate', ...short, '--policy', policy);
  assert.equal(code, 0);
  assert.match(stdout, /^botnet, strict\.json, 0\.05 days, seed 1\n/);
  assert.match(stdout, /Honest logins: [1-9]\d*\. Refused at least once: [1-9]\d* \(\d+\.?\d* %\)/);
  assert.match(stdout, /^refused: country {2,}[1-9]\d* {2,}0$/m);
  assert.match(stdout, /^cost {2,}\d+ {2,}\d+$/m);
  // No terminal, no progress.
  assert.match(stderr, /^\d+ requests, \d+ a second\n$/);
});

describe('a policy', () => {
  const refused = async (t, content, message) => {
    const policy = folderOf(t)('policy.json', content);
    const { code, stdout, stderr } = await run('simulate', ...short, '--policy', policy);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.match(stderr, /policy\.json/);
  };

  for (const [name, content, message] of [
    ['an unknown option', { limit: {} }, /unknown option "limit"\. Did you mean "limits"/],
    ['an unknown limit', { limits: { adress: {} } }, /"limits\.adress"\. Did you mean/],
    ['a wrong number', { limits: { phone: { max: 0 } } }, /"limits\.phone\.max" must be/],
    ['an unknown country', { countries: { allow: ['XX'] } }, /countries\.allow\[0\]/],
    [
      'a function as text',
      { budget: { costOf: '() => 0' } },
      /"budget\.costOf" must be a function/,
    ],
    ['a store', { store: 'redis' }, /"store" must be/],
    ['a challenge that is not true or false', { challenge: 'yes' }, /"challenge"/],
    ['costs without others', { budget: { costs: { AT: 1 } } }, /"budget\.costs".*"\*"/],
    ['costs as a list', { budget: { costs: [1] } }, /"budget\.costs"/],
    ['a cost of no country', { budget: { costs: { XX: 1, '*': 1 } } }, /budget\.costs\.XX/],
    ['a cost below 0', { budget: { costs: { '*': -1 } } }, /budget\.costs\.\*/],
    ['a list', [], /must be an object/],
    ['null', null, /must be an object/],
    ['a key of the prototype', '{"__proto__": {"mode": "monitor"}}', /unknown option "__proto__"/],
    ['what is no JSON', '{\n"mode": "monitor",\n}', /line 3 is not JSON/],
    ['an end too early', '{\n"mode":\n', /line 3 is not JSON/],
  ]) {
    test(`refuses ${name}`, (t) => refused(t, content, message));
  }

  test('says nothing of a faulty file', async (t) => {
    const path = folderOf(t)('policy.json', '{"safeList": [+436641234567]}');
    const { stderr } = await run('simulate', ...short, '--policy', path);
    assert.doesNotMatch(stderr, /4366/);
  });

  test('that is missing is an error', async (t) => {
    const path = folderOf(t)('none.json');
    const { code, stderr } = await run('simulate', ...short, '--policy', path);
    assert.equal(code, 1);
    assert.match(stderr, /none\.json cannot be read: ENOENT/);
  });

  test('without a budget is written with null, and a cost by country', async (t) => {
    const budget = { perHour: null, perDay: null, costs: { TJ: 2, '*': 0.5 } };
    const policy = folderOf(t)('policy.json', { budget, limits: { prefix: false } });
    const { honest, others, cost } = await figuresOf(...short, '--policy', policy);
    assert.equal(others.cost, 2 * others.sms);
    assert.equal(honest.cost, 0.5 * honest.sms);
    assert.equal(cost, honest.cost + others.cost);
  });

  test('in monitor mode refuses nothing', async (t) => {
    const policy = folderOf(t)('policy.json', { mode: 'monitor' });
    const report = await figuresOf(...short, '--policy', policy);
    assert.equal(report.smsSent, report.smsWithoutGuard);
    assert.deepEqual(report.others.refused, {});
  });
});

describe('the page', () => {
  const pageOf = async (t, ...args) => {
    const html = folderOf(t)('page.html');
    const { code, stderr } = await run('simulate', ...args, '--html', html);
    assert.equal(code, 0, stderr);
    return readFileSync(html, 'utf8');
  };

  test('is whole without a script, and keeps to its own strict policy', async (t) => {
    const page = await pageOf(t, ...short);
    assert.doesNotMatch(page, /<script|<link|<img|\son\w+=|\sstyle=|url\(|@import|https?:/i);
    const [, style] = /<style>(.*?)<\/style>/s.exec(page);
    const hash = createHash('sha256').update(style).digest('base64');
    assert.ok(page.includes(`content="default-src 'none'; style-src 'sha256-${hash}'"`));
  });

  test('plots as many points as the figures have', async (t) => {
    const page = await pageOf(t, ...short);
    assert.equal(page.match(/<svg /g).length, 3);
    const lines = [...page.matchAll(/points="([^"]+)"/g)].map(([, points]) => points.split(' '));
    assert.equal(lines.length, 6);
    for (const points of lines) {
      assert.equal(points.length, 120);
      for (const point of points) {
        const [x, y] = point.split(',').map(Number);
        assert.ok(x >= 30 && x <= 870 && y >= 30 && y <= 210, point);
      }
    }
  });

  test('escapes the names of files', async (t) => {
    const file = folderOf(t);
    const traffic = file("<b>&'x.csv", 'time,phone,kind\n1900000000,+436641234567,send\n');
    const policy = file('"><i>.json', {});
    const page = await pageOf(t, '--scenario', traffic, '--policy', policy);
    assert.doesNotMatch(page, /<b>|<i>/);
    assert.ok(page.includes('&#60;b&#62;&#38;&#39;x.csv, &#34;&#62;&#60;i&#62;.json'));
  });

  test('that cannot be written is an error', async (t) => {
    const html = folderOf(t)('no/folder.html');
    const { code, stderr } = await run('simulate', ...short, '--html', html);
    assert.equal(code, 1);
    assert.match(stderr, /folder\.html cannot be written: ENOENT/);
  });
});

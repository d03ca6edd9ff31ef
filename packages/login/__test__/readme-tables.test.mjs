// What the README and docs/login.md state, against the code and its types.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { codeIn, page, readme, rowsOf, sectionOf } from './support/pages.mjs';
import { publicTypes } from './support/public-types.mjs';

const require = createRequire(import.meta.url);
const { readPolicy } = require('../lib/guard/policy.js');
const { DEFAULT_MESSAGES } = require('../lib/login/messages.js');
const { STATUS_OF } = require('../lib/login/reasons.js');
const { DEFAULT_TEXTS } = require('../lib/page/texts.js');

const root = new URL('../../..', import.meta.url);
const types = `${publicTypes()}\n${readFileSync(new URL('../page.d.ts', import.meta.url), 'utf8')}`;
const policy = readPolicy({});
const evaluate = (code) => new Function(`return ${code}`)();

/** The body of an interface of the types. */
function bodyOf(name) {
  const [, body] = new RegExp(`interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(types);
  return body;
}

/** The options of an interface, with the default that its hover text states, if it states one. */
function optionsOf(name) {
  const option = /(?:\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\s*)?^ {2}(\w+)\??:/gm;
  return [...bodyOf(name).matchAll(option)].map(([, comment = '', option]) => [
    option,
    /@default (.*?)\s*$/m.exec(comment)?.[1],
  ]);
}

const tables = [
  ['The guard', 'SendGuardOptions', []],
  ['The login', 'PhoneLoginOptions', []],
  ['Routes', 'HandlerOptions', ['onVerified', 'clientAddress']],
  ['A page to try', 'LoginPageOptions', []],
];
for (const [heading, name, others] of tables) {
  test(`the options under "${heading}" are those of the types, with their defaults`, () => {
    const rows = rowsOf(sectionOf(page, heading)).filter(([cell]) => /^`\w+`$/.test(cell));
    const documented = new Map(rows.map(([cell, value]) => [codeIn(cell), value]));
    const options = optionsOf(name);
    assert.deepEqual(
      [...documented.keys()].sort(),
      [...options.map(([option]) => option), ...others].sort(),
    );
    for (const [option, value] of options) {
      if (value !== undefined)
        assert.equal(documented.get(option).replaceAll('`', ''), value, option);
    }
  });
}

test('the limits and the budget have the defaults that the page states', () => {
  const rows = rowsOf(sectionOf(page, 'Limits'));
  const stated = rows.map(([cell, value]) => [codeIn(cell), codeIn(value)]);
  const actual = [...leavesOf(policy.limits, 'limits'), ...leavesOf(policy.budget, 'budget')];
  // Not an option of numbers: without it a send costs 1.
  const costOf = ['budget.costOf', 1];
  const isCost = ([path]) => path === costOf[0];
  assert.deepEqual(
    stated.map(([path, value]) => [path, evaluate(value)]).sort(byPath),
    [...actual.filter((leaf) => !isCost(leaf)), costOf].sort(byPath),
  );
});

test('the limits have the defaults that the types state', () => {
  const option = /@default (.*?)\s*\*\/\s*(\w+)\?:/g;
  const typed = [...bodyOf('SendLimits').matchAll(option)].map(([, value, name]) => [
    name,
    evaluate(value.replace(/\n\s*\*/g, ' ')),
  ]);
  const names = leavesOf(policy.limits, 'limits').map(([path, value]) => [
    path.split('.').at(-1),
    value,
  ]);
  assert.deepEqual(typed.sort(byPath), names.sort(byPath));
});

test('the README states the default policy', () => {
  const { limits, budget } = policy;
  const table = sectionOf(readme, 'The default policy').replace(/ +\|/g, ' |');
  const per = { 3600: 'an hour', 86400: 'a day' };
  const rate = ({ max, windowSeconds }) => `${max} ${per[windowSeconds]}`;
  const long = (seconds) =>
    ({ 600: '10 min', 1920: '32 min', 3600: '1 h', 86400: '1 d' })[seconds] ?? `${seconds} s`;
  const { resend, wrongCodes, breaker } = limits;
  const wait = ({ firstWaitSeconds, maxWaitSeconds }) =>
    `then a wait of ${long(firstWaitSeconds)} that doubles to ${long(maxWaitSeconds)}`;
  const share = ({ minSends, challengeBelow, blockBelow, firstBlockSeconds, maxBlockSeconds }) =>
    `from ${minSends} sends: below ${100 * challengeBelow} % a challenge ³, below ${100 * blockBelow} % a block of ${long(firstBlockSeconds)} to ${long(maxBlockSeconds)}`;
  const rows = [
    ['sends to one number', `${resend.free} at once, ${wait(resend)}; ${rate(limits.phone)}`],
    [
      'more, if others flood it',
      `${rate(limits.phoneKnown)} from where it was verified, ${rate(limits.phoneSolved)} for a solved challenge ³`,
    ],
    ['sends to one prefix ¹', rate(limits.prefix)],
    ['sends to one country', rate(limits.country)],
    ['sends from one address ²', rate(limits.address)],
    ['sends of a device or user', `${rate(limits.device)} each, if you name them`],
    ['rejected sends, by source', rate(limits.rejected)],
    ['refused proofs, by source', rate(limits.proofs)],
    ['verified share of a prefix', share(breaker.prefix)],
    ['verified share of a country', share(breaker.country)],
    [
      'wrong codes for one number',
      `${wrongCodes.free} at once, ${wait(wrongCodes)}; ${wrongCodes.max} in a row`,
    ],
    ['tries from one address', rate(wrongCodes.address)],
    [
      'all sends',
      `${budget.perHour} an hour, ${budget.perDay} a day; a fifth of it only for phones verified before`,
    ],
  ];
  for (const row of rows) assert.ok(table.includes(`| ${row.join(' | ')} |`), row.join(' | '));
  assert.deepEqual(limits.user, limits.device);
  assert.equal(limits.prefixDigits, 4);
  assert.deepEqual([limits.project, policy.mode], [false, 'enforce']);
});

test('the README states the status and the message of each reason', () => {
  const rows = rowsOf(sectionOf(readme, 'Errors'));
  assert.deepEqual(
    rows.map(([reason, status, message]) => [codeIn(reason), Number(status), message]),
    Object.entries(STATUS_OF).map(([reason, status]) => [reason, status, DEFAULT_MESSAGES[reason]]),
  );
  for (const [cell] of rowsOf(sectionOf(page, 'Errors')))
    assert.ok(codeIn(cell) in STATUS_OF, cell);
});

test('the page names the fields of the events, and the metrics', () => {
  const section = sectionOf(page, 'Metrics');
  const all = rowsOf(section).map(([cell]) => codeIn(cell));
  const names = all.filter((name) => !name.startsWith('baxverify.'));
  const example = readFileSync(new URL('examples/login-metrics.mjs', root), 'utf8');
  const created = [...example.matchAll(/\.create\w+\('([\w.]+)'/g)].map(([, name]) => name);
  assert.deepEqual(all.filter((name) => !names.includes(name)).sort(), created.sort());
  const fields = (name) =>
    [...bodyOf(name).matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, field]) => field);
  const expected = [...fields('Decision'), ...fields('DecisionEvent'), ...fields('SettledEvent')];
  const isField = (name) => name !== 'type';
  assert.deepEqual([...new Set(names)].sort(), [...new Set(expected.filter(isField))].sort());
  const unionOf = (name) =>
    [...new RegExp(`type ${name} =([^;]*);`).exec(types)[1].matchAll(/'(\w+)'/g)].map(
      ([, value]) => value,
    );
  const rowsWith = (field) => rowsOf(section).filter(([cell]) => codeIn(cell) === field);
  const listed = (field) =>
    rowsWith(field).flatMap(([, value]) =>
      [...value.matchAll(/`'?(\w+)'?`/g)].map(([, one]) => one),
    );
  assert.deepEqual(listed('rule').sort(), unionOf('GuardRule').sort());
  assert.deepEqual(
    [...new Set(listed('outcome'))].sort(),
    [
      ...new Set(['SendOutcome', 'VerifyResult', 'ProofResult'].flatMap((name) => unionOf(name))),
    ].sort(),
  );
});

test('the page of the login has the texts of its types', () => {
  const [, list] = /DEFAULT_TEXTS: Readonly<([^;]*);/.exec(types);
  const typed = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  assert.deepEqual(typed, Object.keys(DEFAULT_TEXTS));
});

test('each code block is compiled, or comes from a file that a test runs', () => {
  const blocks = [...page.matchAll(/^```(?:ts|js)$/gm)].length;
  const compiled = [...page.matchAll(/<!-- snippet: \S+[^>]*-->\n+```ts$/gm)].length;
  const copied = [...page.matchAll(/<!-- from: (\S+) -->\n+```\w+\n(.*?)^```$/gms)];
  assert.equal(compiled + copied.length, blocks);
  assert.ok(copied.length > 0);
  for (const [, path, code] of copied) {
    assert.match(path, /^packages\/login\/__test__\/integrations\/snippets\//);
    // Whole lines, so that the block can be copied.
    const source = `\n${readFileSync(new URL(path, root), 'utf8')}`;
    assert.ok(source.includes(`\n${code}`), `This is not in ${path} any more:\n${code}`);
  }
});

test('links lead somewhere', () => {
  const slugsOf = (text) =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
  for (const [path, text] of [
    ['packages/login/README.md', readme],
    ['docs/login.md', page],
  ]) {
    for (const [, file, hash] of text.matchAll(/\]\((?!https:)([^)#]*)(?:#([\w-]+))?\)/g)) {
      const target = file === '' ? new URL(path, root) : new URL(file, new URL(path, root));
      assert.ok(existsSync(target), `${path}: ${file}`);
      if (hash === undefined) continue;
      assert.ok(slugsOf(readFileSync(target, 'utf8')).includes(hash), `${path}: ${file}#${hash}`);
    }
  }
});

test('the README states what the simulator finds', { timeout: 120_000 }, async () => {
  const command = fileURLToPath(new URL('../bin/baxverify-login.js', import.meta.url));
  const rows = rowsOf(sectionOf(readme, 'Simulated attacks'));
  assert.equal(rows.length, 6);
  const number = (count) => count.toLocaleString('en-US');
  const check = async ([cell, what, ...figures]) => {
    const args = [command, 'simulate', '--scenario', codeIn(cell), '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { days, honest, others } = JSON.parse(stdout);
    assert.ok(what.endsWith(`, ${days} d`), what);
    assert.deepEqual(
      figures,
      [
        number(others.smsWithoutGuard),
        number(others.sms),
        `${number(honest.peopleShutOut)} of ${number(honest.people)}`,
      ],
      codeIn(cell),
    );
  };
  for (let at = 0; at < rows.length; at += 2) await Promise.all(rows.slice(at, at + 2).map(check));
});

test('the README is short', () => {
  assert.ok(Buffer.byteLength(readme) <= 8192, `${Buffer.byteLength(readme)} bytes`);
});

/** `[path, value]` of all options: a limit and a breaker are one value. */
function leavesOf(value, path) {
  const isGroup = typeof value === 'object' && !('windowSeconds' in value || 'minSends' in value);
  if (!isGroup) return [[path, value]];
  return Object.entries(value).flatMap(([name, child]) => leavesOf(child, `${path}.${name}`));
}

function byPath([left], [right]) {
  return left < right ? -1 : left > right ? 1 : 0;
}

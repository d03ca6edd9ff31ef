// Traffic of the past: CSV, JSON and exports of `listLogs`.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { figuresOf, folderOf, run } from './support/command.mjs';

const begins = Date.UTC(2026, 0, 5, 12);
const at = (seconds) => new Date(begins + 1000 * seconds).toISOString();
const header = 'time,phone,ip,country,kind';
const row = (seconds, phone, kind, ip = '192.0.2.1') => `${at(seconds)},${phone},${ip},AT,${kind}`;
const csv = (...rows) => `${[header, ...rows].join('\n')}\n`;
const phone = (n) => `+43664${1_000_000 + 12_345 * n}`;

const login = [
  row(0, phone(1), 'send'),
  row(20, phone(1), 'wrong_code'),
  row(40, phone(1), 'verified'),
];

test('a login is an honest user, and sends that nobody verifies are of others', async (t) => {
  const path = folderOf(t)('traffic.csv', csv(...login, row(50, phone(2), 'send')));
  const { name, requests, honest, others, smsSent } = await figuresOf('--scenario', path);
  assert.equal(name, 'traffic.csv');
  assert.equal(requests, 4);
  assert.equal(smsSent, 2);
  assert.deepEqual([honest.people, honest.sends, honest.sms, honest.tries], [1, 1, 1, 2]);
  assert.deepEqual([others.sends, others.sms, others.tries], [1, 1, 0]);
});

test('a send that is verified much later is not part of a login', async (t) => {
  const rows = [row(0, phone(1), 'send'), row(3601, phone(1), 'verified')];
  const path = folderOf(t)('traffic.csv', csv(...rows));
  const { honest, others } = await figuresOf('--scenario', path);
  assert.deepEqual([honest.people, honest.sends, others.sends], [1, 0, 1]);
});

test('a policy that refuses a login is seen by its reason', async (t) => {
  const file = folderOf(t);
  const path = file('traffic.csv', csv(...login));
  const policy = file('policy.json', { countries: { deny: ['AT'] } });
  const report = await figuresOf('--scenario', path, '--policy', policy);
  assert.deepEqual(report.honest.refused, { country: 1 });
  assert.deepEqual([report.refusedPercent, report.shutOutPercent], [100, 100]);
  // Without an SMS no code is typed.
  assert.equal(report.honest.tries, 0);
});

test('one address is limited, and requests without addresses are not', async (t) => {
  const file = folderOf(t);
  const rows = (ip) => Array.from({ length: 40 }, (_, n) => row(n, phone(n), 'send', ip));
  const limited = await figuresOf('--scenario', file('with.csv', csv(...rows('192.0.2.1'))));
  const unlimited = await figuresOf('--scenario', file('without.csv', csv(...rows(''))));
  assert.equal(limited.smsSent, 15);
  assert.equal(limited.others.refused.address, 25);
  assert.equal(unlimited.smsSent, 40);
});

test('rows may be in any order, with Windows line ends, quotes, a mark and other columns', async (t) => {
  const file = folderOf(t);
  const rows = [...login].reverse().map((line) => `"a, ""b""",${line}`);
  const text = `\uFEFFnote,${header}\r\n${rows.join('\r\n')}\r\n\r\n`;
  const plain = await figuresOf('--scenario', file('traffic.csv', csv(...login)));
  assert.deepEqual(await figuresOf('--scenario', file('traffic.csv', text)), plain);
});

test('fields may be empty, at the end too', async (t) => {
  const text = `ip,phone,kind,time,country\n,${phone(1)},send,${at(0)},\n"",${phone(1)},verified,${at(9)},""\n`;
  const { honest } = await figuresOf('--scenario', folderOf(t)('traffic.csv', text));
  assert.deepEqual([honest.people, honest.sms, honest.tries], [1, 1, 1]);
});

test('times may be Unix times in seconds or milliseconds', async (t) => {
  const file = folderOf(t);
  const lines = (unit) =>
    [0, 20, 40].map((seconds, index) => {
      const [, ...rest] = login[index].split(',');
      return [(begins + 1000 * seconds) / unit, ...rest].join(',');
    });
  const plain = await figuresOf('--scenario', file('traffic.csv', csv(...login)));
  for (const unit of [1, 1000]) {
    const path = file('traffic.csv', csv(...lines(unit)));
    assert.deepEqual(await figuresOf('--scenario', path), plain);
  }
});

describe('an export of listLogs', () => {
  const entries = [
    { id: 'c', phone: phone(3), status: 'EXPIRED', createdAt: at(90) },
    { id: 'b', phone: phone(2), status: 'VERIFIED', createdAt: at(60) },
    { id: 'a', phone: phone(1), status: 'VERIFIED', createdAt: at(0), verifiedAt: at(40) },
  ];
  const check = ({ requests, honest, others }) => {
    assert.equal(requests, 5);
    assert.deepEqual([honest.people, honest.sends, honest.tries], [2, 2, 2]);
    assert.equal(others.sends, 1);
  };
  const page = { items: entries, total: 3, page: 1, limit: 10 };
  for (const [name, value] of Object.entries({
    'a list of entries': entries,
    'a page': page,
    'a list of pages': [
      { ...page, items: entries.slice(0, 2) },
      { ...page, items: entries.slice(2) },
    ],
  })) {
    test(`as JSON, ${name}`, async (t) => {
      check(await figuresOf('--scenario', folderOf(t)('logs.json', value)));
    });
  }

  test('as CSV', async (t) => {
    const lines = entries.map(
      ({ id, phone: to, status, createdAt, verifiedAt = '' }) =>
        `${id},${to},LOGIN,${status},${createdAt},${verifiedAt}`,
    );
    const text = ['id,phone,purpose,status,createdAt,verifiedAt', ...lines].join('\n');
    check(await figuresOf('--scenario', folderOf(t)('logs.csv', text)));
  });
});

describe('a fault names its place, and no number', () => {
  const good = row(0, phone(1), 'send');
  for (const [name, text, message] of [
    ['a number that is none', csv(good, row(1, '06641234567', 'send')), /line 3: "phone"/],
    ['a number of 50,000 digits', csv(row(1, '+4'.repeat(1500), 'send')), /line 2: "phone"/],
    ['an unknown kind', csv(good, good, row(1, phone(2), 'sent')), /line 4: "kind" must be send/],
    ['no time', csv(`,${phone(1)},,,send`), /line 2: "time" must be/],
    ['a time that is none', csv(`yesterday,${phone(1)},,,send`), /line 2: "time"/],
    ['a time far away', csv(`9999-01-01,${phone(1)},,,send`), /line 2: "time"/],
    ['another country', csv(good.replace(',AT,', ',DE,')), /line 2: "country" .* AT/],
    ['a long address', csv(row(0, phone(1), 'send', 'f'.repeat(65))), /line 2: "ip"/],
    ['a field too few', csv(good, `${at(0)},${phone(1)}`), /line 3: 2 fields, not 5/],
    ['text after a quotation mark', csv(good.replace(',AT,', ',"A"T,')), /line 2: 3 fields, not 5/],
    ['a quotation mark that is not closed', csv(`"${good}`), /line 2: \d fields, not 5/],
    ['a long line', csv(good, 'x'.repeat(5000)), /line 3: longer than 4096/],
    ['a file of one endless line', 'x'.repeat(3_000_000), /line 1: longer than 4096/],
    ['nothing', '', /has no rows/],
    ['only a header', csv(), /has no rows/],
  ]) {
    test(name, async (t) => {
      const { code, stdout, stderr } = await run(
        'simulate',
        '--scenario',
        folderOf(t)('a.csv', text),
      );
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /6641|\n./);
    });
  }

  test('also in JSON', async (t) => {
    const file = folderOf(t);
    const faultOf = async (content) => {
      const { code, stderr } = await run('simulate', '--scenario', file('a.json', content));
      assert.equal(code, 1);
      return stderr;
    };
    const entry = { phone: phone(1), status: 'SENT', createdAt: at(0) };
    assert.match(await faultOf([entry, { ...entry, createdAt: {} }]), /entry 2: "kind"/);
    assert.match(await faultOf([entry, null]), /entry 2: "phone"/);
    assert.match(await faultOf([entry, { ...entry, phone: 43 }]), /entry 2: "phone"/);
    assert.match(await faultOf('[\n{}\n'), /a\.json: line 3 is not JSON/);
  });

  test('a missing file', async (t) => {
    const path = folderOf(t)('none.csv');
    const { code, stderr } = await run('simulate', '--scenario', path);
    assert.equal(code, 1);
    assert.match(stderr, /none\.csv cannot be read: ENOENT/);
  });
});

test('a million rows and one more are too many', async (t) => {
  const line = `1900000000,${phone(1)},send\n`;
  const path = folderOf(t)('many.csv', `time,phone,kind\n${line.repeat(1_000_001)}`);
  const { code, stderr } = await run('simulate', '--scenario', path);
  assert.equal(code, 1);
  assert.match(stderr, /line 1000002: more than 1000000 rows/);
});

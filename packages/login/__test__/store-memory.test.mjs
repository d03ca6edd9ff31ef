import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { addresses, numbers, simulatedGuard } from './support/simulated-guard.mjs';

const require = createRequire(import.meta.url);
const { Table } = require('../lib/stores/table.js');
const { KeyedHash } = require('../lib/stores/hash.js');

const anything = { budget: { perHour: Infinity, perDay: Infinity } };

test('a table finds what a Map finds, through growth and removal', () => {
  const table = new Table({ size: 2, maxBytes: 10_000_000, weight: () => 0 });
  const map = new Map();
  const hash = new KeyedHash();
  let state = 12_345;
  const random = (most) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % most;
  };
  for (let step = 0; step < 200_000; step += 1) {
    const name = `k${random(30_000)}`;
    hash.update(name);
    const { a, b } = hash;
    const found = table.find(a, b);
    assert.equal(found !== 0, map.has(name), name);
    if (found !== 0) assert.equal(table.values[table.at + 1], map.get(name));
    if (found !== 0 && random(3) === 0) {
      table.remove(found);
      map.delete(name);
    } else if (found === 0) {
      table.insert(a, b, 1);
      table.values[table.at] = 10;
      table.values[table.at + 1] = step;
      map.set(name, step);
    }
    assert.equal(table.count, map.size);
  }
  assert.ok(map.size > 15_000);
});

/** Fills a table of one weight in each record with keys by chance. */
function flood(table, count, weight) {
  const hashes = [];
  for (let index = 0; index < count; index += 1) {
    const [a, b] = crypto.getRandomValues(new Int32Array(2));
    if (table.find(a, b) !== 0) continue;
    table.insert(a, b, 1);
    table.values[table.at] = 1000 + index;
    table.values[table.at + 1] = weight;
    hashes.push([a, b]);
  }
  return hashes;
}

test('a full table keeps what matters, though it came all at once', () => {
  const weight = (record, at) => record[at + 1];
  const table = new Table({ size: 2, maxBytes: 1_000_000, weight });
  const kept = flood(table, 2000, 5);
  flood(table, 200_000, 1);
  assert.ok(table.count < 25_000, String(table.count));
  const lost = kept.filter(([a, b]) => table.find(a, b) === 0);
  assert.equal(lost.length, 0);
  assert.ok(table.bytes < 1_100_000, String(table.bytes));
});

test('a table that turns over takes no more memory', () => {
  const table = new Table({ size: 2, maxBytes: 1_000_000, weight: () => 0 });
  flood(table, 50_000, 1);
  const before = table.bytes;
  flood(table, 500_000, 1);
  assert.ok(table.bytes < 1.1 * before, `${before} ${table.bytes}`);
});

test('two keys with one half of a hash are two records', () => {
  const table = new Table({ size: 2, maxBytes: 1_000_000, weight: () => 0 });
  for (let half = 1; half <= 40; half += 1) {
    assert.equal(table.find(7, half), 0);
    table.insert(7, half, 1);
    table.values[table.at] = 10;
    table.values[table.at + 1] = half;
  }
  table.remove(table.find(7, 20));
  for (let half = 1; half <= 40; half += 1) {
    const record = table.find(7, half);
    assert.equal(record === 0, half === 20);
    if (record !== 0) assert.equal(table.values[table.at + 1], half);
  }
});

test('the keyed hash spreads names that differ little, and differs by its key', () => {
  const hash = new KeyedHash();
  const seen = new Set();
  const buckets = new Uint32Array(256);
  for (let index = 0; index < 100_000; index += 1) {
    hash.update(`+43660${1_000_000 + index}`);
    seen.add(`${hash.a} ${hash.b}`);
    buckets[hash.a & 255] += 1;
  }
  assert.equal(seen.size, 100_000);
  assert.ok(Math.max(...buckets) < 500 && Math.min(...buckets) > 300);
  const other = new KeyedHash();
  other.update('x');
  hash.update('x');
  assert.notDeepEqual([hash.a, hash.b], [other.a, other.b]);
  for (const pair of [
    ['a', 'a\0'],
    ['', '\0'],
    ['ab', 'ba'],
  ]) {
    const [first, second] = pair.map((text) => {
      hash.update(text);
      return [hash.a, hash.b];
    });
    assert.notDeepEqual(first, second);
  }
});

test('memory stays within its bound, whatever comes', async () => {
  const maxBytes = 8_000_000;
  const { guard, store } = simulatedGuard(
    { ...anything, limits: { country: false, breaker: { country: false } } },
    { maxBytes },
  );
  const next = numbers();
  const ip = addresses();
  for (let index = 0; index < 80_000; index += 1) {
    await guard.checkSend({ phone: next(), ip: ip(), device: `d${index}`, user: `u${index}` });
    await guard.checkVerify({ phone: next(), ip: ip() });
  }
  assert.ok(store.countOf('phone') > 30_000);
  // Chunks and the index may be a little larger than the sum of what they hold.
  assert.ok(store.bytes < 1.1 * maxBytes, String(store.bytes));
});

test('a flood of fresh keys costs no block, no wrong-code count, no waits and no part of the budget', async () => {
  const { guard, send, verify, pass } = simulatedGuard(
    {
      budget: { perHour: 120_000, perDay: Infinity },
      limits: { country: false, breaker: { country: false } },
    },
    { maxBytes: 4_000_000 },
  );
  const victim = '+436601234567';
  const strangers = addresses();
  for (let index = 0; index < 5; index += 1)
    pass((await send({ phone: victim })).resendAfterSeconds);
  await send({ phone: victim });
  while ((await verify({ phone: victim, ip: strangers() }, 'wrong_code')).action === 'allow');
  const blocked = (index) => `+4366077${10_000 + index}`;
  let rule;
  for (let index = 0; index < 60 && rule !== 'breaker'; index += 1) {
    ({ rule } = await send({ phone: blocked(index) }));
    pass(30);
  }
  assert.equal(rule, 'breaker');
  await send({ phone: victim });
  assert.equal((await send({ phone: victim })).rule, 'resend');

  const next = numbers('+49');
  const ip = addresses();
  for (let index = 0; index < 60_000; index += 1) {
    await guard.checkSend({ phone: next(), ip: ip() });
    await guard.checkVerify({ phone: next(), ip: ip() });
  }
  assert.equal((await send({ phone: blocked(98) })).rule, 'breaker');
  assert.equal((await send({ phone: victim })).rule, 'resend');
  assert.equal((await verify({ phone: victim, ip: strangers() })).action, 'refuse');
  let sent = 60_000 + 40;
  for (; sent < 130_000; sent += 1) {
    if ((await guard.checkSend({ phone: next() })).rule === 'budget') break;
  }
  assert.ok(Math.abs(sent - 120_000) < 100, String(sent));
});

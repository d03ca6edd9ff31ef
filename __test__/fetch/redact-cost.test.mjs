// Phones, codes and tokens come from strangers, and the texts from the service. The work on both
// must be linear. Mirrors crates/client/tests/redaction.rs.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { maskPhone } from '../../lib/fetch/redact/mask.mjs';
import { Secrets } from '../../lib/fetch/redact/secrets.mjs';

const KEY = 'bax_sk_4711canary0815';
const ALL = {
  key: KEY,
  phone: '+4367611223399',
  code: '530264',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIrNDM2OTkxMTEyMjIzIn0.Zm9yIHRlc3Rz',
};
const digits = (count) => Array.from({ length: count }, (_, at) => ((at * at) % 97) % 10).join('');
const filled = (text, size) => text.repeat(size / text.length);

/** Secrets and a text of about this size each. */
const CASES = {
  'a phone that is not there': (size) => {
    const phone = digits(size);
    return [{ phone }, `${phone.slice(0, -1)}x`.repeat(2)];
  },
  'a phone of one digit': (size) => [{ phone: '7'.repeat(size) }, '7'.repeat(size)],
  'the end of a phone again and again': (size) => [
    { phone: filled('0123456789', size) },
    filled('23456789 ', size),
  ],
  'a code of one digit': (size) => [{ code: '7'.repeat(64) }, filled('7 7', size)],
  'a long code': (size) => [{ code: '7'.repeat(size) }, filled('7 7', size)],
  'a token in many parts': (size) => [
    { token: filled('abcdefgh.', size) },
    filled('abcdefg.', size),
  ],
  'a token that is nearly there': (size) => {
    const token = filled('abcdefgh', size);
    return [{ token }, `${token.slice(1)}x`];
  },
  'a token of one letter': (size) => [{ token: 'a'.repeat(size) }, `${'a'.repeat(size - 1)}b`],
  'escapes in escapes': (size) => [ALL, `%${filled('25', size)}41`],
  entities: (size) => [ALL, filled('&abcdefghijklmnopqrstuvwxyzabc', size)],
  backslashes: (size) => [ALL, '\\'.repeat(size)],
  'tags without an end': (size) => [ALL, filled('<a', size)],
  dates: (size) => [{ code: '112517' }, filled('2026-11-25T17:41 ', size)],
  'characters that grow': (size) => [ALL, filled('\u0130', size)],
  'what is all secret': (size) => [ALL, filled('530264 4367611223399 ', size)],
};

/** The shortest processor time of a few runs, in milliseconds. */
function time(make, size) {
  const [secrets, text] = make(size);
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    new Secrets({ key: KEY, ...secrets }).scrub(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

describe('four times the length takes about four times as long', () => {
  for (const [name, make] of Object.entries(CASES)) {
    test(name, () => {
      time(make, 8 * 1024);
      // Sixteen times, if it were quadratic. One good measurement will do.
      const isLinear = Array.from({ length: 12 }).some(() => {
        const short = time(make, 8 * 1024);
        return time(make, 32 * 1024) < 8 * Math.max(short, 0.5);
      });
      assert.ok(isLinear);
    });
  }
});

test('a phone of 50,000 digits is masked and searched in linear time', () => {
  const cost = (length) => {
    const phone = `+${digits(length)}`;
    const before = process.cpuUsage();
    assert.equal(maskPhone(phone), '*'.repeat(64));
    new Secrets({ key: KEY, phone }).scrub(`Not a phone number: ${phone.slice(0, 280)}`);
    return process.cpuUsage(before).user / 1000;
  };
  cost(50_000);
  const isLinear = Array.from({ length: 12 }).some(
    () => cost(100_000) < 5 * Math.max(cost(50_000), 1),
  );
  assert.ok(isLinear);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { generate } from '../scripts/calling-codes.mjs';

const require = createRequire(import.meta.url);
const { countryOf } = require('../index.js');
const { COUNTRIES, isNonGeographic } = require('../lib/countries/country-of.js');
const table = require('../lib/countries/calling-codes.js');
const examples = require('libphonenumber-js/examples.mobile.json');
const { getExampleNumber, parsePhoneNumberFromString } = require('libphonenumber-js/max');

test('the table is what the generator makes of the numbering facts', () => {
  const file = new URL('../lib/countries/calling-codes.js', import.meta.url);
  assert.equal(readFileSync(file, 'utf8'), generate());
});

test('the example mobile of every country is found there', () => {
  const others = [];
  for (const country of Object.keys(examples)) {
    const { number } = getExampleNumber(country, examples);
    if (countryOf(number) === country) continue;
    others.push(country);
    assert.equal(countryOf(number), parsePhoneNumberFromString(number).country, number);
  }
  // The example of each is a number that nothing tells from those of the main country.
  assert.deepEqual(others.sort(), ['AX', 'BL', 'CC', 'CX', 'EH', 'IM', 'MF', 'SJ', 'VA']);
});

test('a random number is found where libphonenumber finds it', () => {
  let seed = 7;
  const digit = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(seed / 65_536) % 10;
  };
  let compared = 0;
  const wrong = [];
  for (const code of ['1', '7', '44', '39', '47', '61', '262', '358', '43', '49', '91', '599']) {
    for (let n = 0; n < 4000; n += 1) {
      const phone = `+${code}${Array.from({ length: 12 - code.length - (n % 3) }, digit).join('')}`;
      const { country, number } = parsePhoneNumberFromString(phone) ?? {};
      if (country === undefined || number !== phone) continue;
      compared += 1;
      if (countryOf(phone) !== country) wrong.push(`${phone} ${country} ${countryOf(phone)}`);
    }
  }
  assert.ok(compared > 2000, String(compared));
  assert.deepEqual(wrong, []);
});

test('shared calling codes are split, as far as numbers tell', () => {
  const expected = {
    '+12025550123': 'US',
    '+14165550123': 'CA',
    '+18765550123': 'JM',
    '+18095550123': 'DO',
    '+17875550123': 'PR',
    '+79161234567': 'RU',
    '+77011234567': 'KZ',
    '+447400123456': 'GB',
    '+447781123456': 'GG',
    '+447797123456': 'JE',
    '+447524123456': 'IM',
    '+390612345678': 'IT',
    '+390669812345': 'VA',
    '+4791234567': 'NO',
    '+4779123456': 'SJ',
    '+61412345678': 'AU',
    '+5999123456': 'CW',
  };
  for (const [phone, country] of Object.entries(expected)) {
    assert.equal(countryOf(phone), country, phone);
  }
});

test('ranges of no country are told by their calling code', () => {
  for (const code of [800, 808, 870, 878, 881, 882, 883, 888, 979]) {
    const country = countryOf(`+${code}123456789`.slice(0, 13));
    assert.equal(country, `+${code}`);
    assert.ok(isNonGeographic(country));
  }
  assert.ok(!isNonGeographic('AT'));
});

test('what nobody has, and what is no E.164 number, has no country', () => {
  const none = ['', '+', '+0123456789', '43664123456', '+43 664 123456', '+43664x23456', '+43664']
    .concat('+9991234567890', '+2101234567', `+43${'6'.repeat(50_000)}`, '＋43664123456')
    .concat('+43664123456\n', '+4366412345678901');
  for (const phone of none) assert.equal(countryOf(phone), undefined, phone.slice(0, 20));
  for (const phone of [undefined, null, 43664123456, {}, ['+43664123456']]) {
    assert.equal(countryOf(phone), undefined);
  }
});

test('all countries are listed', () => {
  assert.ok(COUNTRIES.length > 240);
  assert.ok(['AT', 'US', 'XK', '+870'].every((country) => COUNTRIES.includes(country)));
});

test('a look-up takes less than a microsecond', () => {
  const phones = Array.from({ length: 1000 }, (_, n) => `+4475${String(n).padStart(8, '0')}`);
  const nanoseconds = () => {
    const began = process.hrtime.bigint();
    for (let round = 0; round < 100; round += 1) for (const phone of phones) countryOf(phone);
    return Number(process.hrtime.bigint() - began) / 100_000;
  };
  const best = Math.min(...Array.from({ length: 10 }, nanoseconds));
  assert.ok(best < 1000, `${best} ns`);
});

test('the table is a few kB', () => {
  assert.ok(JSON.stringify(table).length < 4096);
});

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import fc from 'fast-check';

const require = createRequire(import.meta.url);
const { nationalParser, readPhone } = require('../lib/login/phone-input.js');
const { readCode } = require('../lib/login/code-input.js');

describe('a phone number', () => {
  const phone = '+4366412345678';
  const spellings = [
    phone,
    '+43 664 12345678',
    '+43-664-123.456/78',
    '+43 (664) 12345678',
    '+43 (0)664 12345678',
    '+43(0) 664 12345678',
    '+43 0664 12345678',
    '0043 664 12345678',
    '0043 (0) 664 12345678',
    ' +43\u00a0664\u200912345678 ',
    '+43\u2011664\u201312345678',
    '\u202a+43 664 12345678\u202c',
    '\ufeff+4366412345678',
    '＋４３６６４１２３４５６７８',
    '＋４３（６６４）１２３４５６７８',
    '+٤٣٦٦٤١٢٣٤٥٦٧٨',
    '+۴۳۶۶۴۱۲۳۴۵۶۷۸',
    '+४३६६४१२३४५६७८',
    '+৪৩৬৬৪১২৩৪৫৬৭৮',
  ];
  for (const typed of spellings) {
    test(`may be written ${JSON.stringify(typed)}`, () => assert.equal(readPhone(typed), phone));
  }

  test('keeps a 0 that belongs to it', () => {
    assert.equal(readPhone('+39 06 69812345'), '+390669812345');
    assert.equal(readPhone('+39 (0)6 69812345'), '+390669812345');
    assert.equal(readPhone('+225 07 12345678'), '+2250712345678');
  });

  test('has one name, with or without the 0 of its country', () => {
    assert.equal(readPhone('+44 07911 123456'), readPhone('+44 7911 123456'));
    assert.equal(readPhone('+353 087 1234567'), readPhone('+353 87 1234567'));
    assert.equal(readPhone('+36 06 20 123 4567'), readPhone('+36 20 123 4567'));
    assert.equal(readPhone('+1 1 202 555 0123'), readPhone('+1 202 555 0123'));
    assert.equal(readPhone('+52 1 55 1234 5678'), readPhone('+52 55 1234 5678'));
    // Freephone numbers of these begin with 00 or, in Rwanda, with 06.
    for (const [callingCode, national] of [
      ['62', '812 3456 789'],
      ['66', '81 234 5678'],
      ['81', '90 1234 5678'],
      ['82', '10 2000 0000'],
      ['91', '81234 56789'],
      ['250', '720 123 456'],
      ['359', '43 012 345'],
      ['598', '94 231 234'],
    ]) {
      const phone = readPhone(`+${callingCode} ${national}`);
      assert.ok(phone !== undefined);
      assert.equal(readPhone(`+${callingCode} 0${national}`), phone);
      assert.equal(readPhone(`+${callingCode} (0)${national}`), phone);
    }
    assert.equal(readPhone('+91 000 800 100 1234'), '+910008001001234');
    assert.equal(readPhone('+7 8 (912) 345-67-89'), '+79123456789');
    assert.equal(readPhone('+7 (800) 123-45-67'), '+78001234567');
    assert.equal(readPhone('+7 8 (800) 123-45-67'), '+78001234567');
    assert.equal(readPhone('+250 06 123 456'), '+25006123456');
    for (const typed of ['0', '8 0', '80 ', '(0)', '(0', '8 (0', '(80) ']) {
      assert.equal(readPhone(`+375 ${typed}29) 123-45-67`), '+375291234567', typed);
    }
    assert.equal(readPhone('+375 800 123 4567'), '+3758001234567');
    for (const typed of ['8 ', '(8) ', '(8-', '8', '0 ', '(0) ']) {
      assert.equal(readPhone(`+370 ${typed}612) 34567`), '+37061234567', typed);
    }
    assert.equal(readPhone('+370 800 12345'), '+37080012345');
    assert.equal(readPhone('+370 8 800 12345'), '+37080012345');
    assert.equal(readPhone('+370 0 8 612 34567'), undefined);
    for (const typed of ['+44 007911 123456', '+1 1 1 202 555 0123', '+11111111111']) {
      assert.equal(readPhone(typed), undefined, typed);
    }
  });

  const refused = ['', '+', '00', '0664 12345678', '664 12345678', '4366412345678', '+43', '+43664']
    .concat('++4366412345678', '+43664+12345678', '+0043664123456', '00004366412345678')
    .concat('+43664123x5678', 'tel:+4366412345678', '+1-800-FLOWERS', '+43 664 12345678 ext. 9')
    .concat(
      '+4366412345678901',
      '+43664\u00001234567',
      '+43664,1234567',
      '+43664;1234567',
      '+¹²³⁴⁵⁶⁷⁸⁹',
    )
    .concat('+43664\r\n1234567\u0661x', `+43${'1'.repeat(62)}`, ' '.repeat(65));
  for (const typed of refused) {
    test(`is not ${JSON.stringify(typed.slice(0, 30))}`, () =>
      assert.equal(readPhone(typed), undefined));
  }

  test('is text', () => {
    for (const typed of [undefined, null, 4366412345678, {}, [phone], true]) {
      assert.equal(readPhone(typed), undefined);
    }
  });

  test('costs no time, however long it is', () => {
    const long = [
      '+'.repeat(50_000),
      ' '.repeat(50_000),
      `+43${'-'.repeat(50_000)}6641234567`,
      '１'.repeat(50_000),
      `+43${' ('.repeat(25_000)}`,
      '\u202a'.repeat(50_000),
    ];
    const began = performance.now();
    for (const typed of long) assert.equal(readPhone(typed), undefined);
    assert.ok(performance.now() - began < 250);
  });
});

describe('a national number', () => {
  const parse = nationalParser('AT');
  for (const typed of ['0664 12345678', '(0664) 123 456 78', '664 12345678', '０６６４ 12345678']) {
    test(`may be written ${typed}`, () => assert.equal(readPhone(typed, parse), '+4366412345678'));
  }

  test('is not taken for one of the default country where it says another', () => {
    assert.equal(readPhone('+44 7911 123456', parse), '+447911123456');
    assert.equal(readPhone('0044 7911 123456', parse), '+447911123456');
  });

  for (const typed of [
    'hello',
    'call 0664 12345678',
    '0664 12345678 ext. 5',
    '12',
    '1'.repeat(40),
  ]) {
    test(`is not ${typed}`, () => assert.equal(readPhone(typed, parse), undefined));
  }

  test('needs a country that there is', () => {
    assert.throws(() => nationalParser('ZZ'), TypeError);
    assert.throws(() => nationalParser(43), TypeError);
  });
});

describe('a code', () => {
  for (const typed of [
    '123456',
    '123 456',
    '123-456',
    ' 1 2 3 4 5 6 ',
    '１２３４５６',
    '123–456',
    '١٢٣٤٥٦',
    '۱۲۳۴۵۶',
  ]) {
    test(`may be written ${typed}`, () => assert.equal(readCode(typed), '123456'));
  }

  test('has 4 to 10 digits', () => {
    assert.equal(readCode('0123'), '0123');
    assert.equal(readCode('0123456789'), '0123456789');
    assert.equal(readCode('123'), undefined);
    assert.equal(readCode('01234567890'), undefined);
  });

  for (const typed of ['', '12a456', '123.456', '+123456', '1e5', '²34567', '123456\u0000', '-']) {
    test(`is not ${JSON.stringify(typed)}`, () => assert.equal(readCode(typed), undefined));
  }

  test('is text, and not long', () => {
    for (const typed of [undefined, null, 123456, ['123456'], {}]) {
      assert.equal(readCode(typed), undefined);
    }
    const began = performance.now();
    assert.equal(readCode(`${' '.repeat(50_000)}123456`), undefined);
    assert.ok(performance.now() - began < 250);
  });
});

describe('whatever is typed', () => {
  const national = nationalParser('GB');
  const pieces = [
    ...'0123456789+()-./ x\u00a0０９٠٩',
    '(0)',
    '00',
    '+44',
    '+1',
    '+36',
    '06',
    '+39',
    '1',
  ];
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 70 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => parts.join('')),
    fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => `+${parts.join('')}`),
  );

  test('is E.164 or nothing, and E.164 stays what it is', () => {
    let phones = 0;
    fc.assert(
      fc.property(typed, (text) => {
        for (const phone of [readPhone(text), readPhone(text, national)]) {
          if (phone === undefined) continue;
          phones += 1;
          assert.match(phone, /^\+[1-9][0-9]{6,14}$/);
          assert.equal(readPhone(phone), phone);
        }
      }),
      { numRuns: 20_000, seed: 16 },
    );
    assert.ok(phones > 300, String(phones));
  });

  test('is a code of 4 to 10 digits or none', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const code = readCode(text);
        if (code === undefined) return;
        assert.match(code, /^[0-9]{4,10}$/);
        assert.equal(readCode(code), code);
      }),
      { numRuns: 10_000, seed: 16 },
    );
  });
});

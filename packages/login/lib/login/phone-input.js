const table = require('../countries/calling-codes.js');
const { E164 } = require('../countries/country-of.js');
const { asciiDigits, INVISIBLE } = require('./typed-text.js');

/** Longer than any number as people write it. */
const MAX_PHONE_INPUT = 64;

/** Between digits: blanks of all kinds, hyphens and dashes, dots, slashes, brackets. */
const SEPARATORS = /[\s\-\u2010-\u2015\u2212\uff0d./\uff0f()\uff08\uff09]+/g;

/** The plus sign of a full-width keyboard. */
const FULL_WIDTH_PLUS = /^\uff0b/;

/** The trunk prefix in brackets, as in +49 (0)171, which is not dialled from abroad. */
const BRACKETED_ZERO = /^(\+[0-9]{1,3})[\s-]*\(0\)/;

/**
 * By calling code, what is dialled before a national number. There are one or two of [the prefix,
 * the digits that follow it where it begins a number, how many digits there are with it, if that
 * tells].
 */
const trunk = new Map();
for (const entry of table.trunk.split(' ')) {
  const [callingCode, ...rest] = entry.split(':');
  trunk.set(callingCode, [...(trunk.get(callingCode) ?? []), rest]);
}

/**
 * Reads a phone number as people type it.
 *
 * @param {unknown} input
 * @param {((national: string) => string | undefined) | undefined} parseNational for what has no country code
 * @returns {string | undefined} E.164, or undefined where it is not a phone number
 */
function readPhone(input, parseNational) {
  if (typeof input !== 'string' || input.length > MAX_PHONE_INPUT) return undefined;
  const typed = asciiDigits(input.replace(INVISIBLE, '').trim()).replace(FULL_WIDTH_PLUS, '+');
  const international = typed.startsWith('00') ? `+${typed.slice(2)}` : typed;
  const digits = international.startsWith('+')
    ? withoutBracketedZero(international).replace(SEPARATORS, '')
    : parseNational?.(typed);
  if (typeof digits !== 'string') return undefined;
  const phone = withoutTrunk(digits);
  return isPhone(phone) ? phone : undefined;
}

function isPhone(phone) {
  return typeof phone === 'string' && phone.length <= 16 && E164.test(phone);
}

function withoutBracketedZero(text) {
  const found = BRACKETED_ZERO.exec(text);
  if (!found || !trunk.get(found[1].slice(1))?.some(([prefix]) => prefix === '0')) return text;
  return found[1] + text.slice(found[0].length);
}

/**
 * Drops the trunk prefix after a calling code, where no national number begins so: +44 07911
 * 123456. Without this the same phone would have two names, and the limits of two. What begins so
 * even then is no number.
 */
function withoutTrunk(phone) {
  for (const length of [1, 2, 3]) {
    const callingCode = phone.slice(1, 1 + length);
    for (const [prefix, following = '', digits] of trunk.get(callingCode) ?? []) {
      const national = phone.slice(1 + length + prefix.length);
      const isOther = digits && prefix.length + national.length !== Number(digits);
      if (isOther || !phone.startsWith(prefix, 1 + length)) continue;
      if (following.includes(national.slice(0, 1))) continue;
      const isTwice = !digits && national.startsWith(prefix);
      const rest = `+${callingCode}${national}`;
      return isTwice || withoutTrunk(rest) !== rest ? '' : rest;
    }
  }
  return phone;
}

/**
 * Reads national numbers with libphonenumber-js, which the app has to install.
 *
 * @param {string} country ISO 3166-1 alpha-2
 */
function nationalParser(country) {
  const { isSupportedCountry, parsePhoneNumberFromString } = requirePeer();
  if (!isSupportedCountry(country)) {
    throw new TypeError(
      'createPhoneLogin: the option "defaultCountry" must be a country code such as "AT".',
    );
  }
  return (national) => {
    const parsed = parsePhoneNumberFromString(national, {
      defaultCountry: country,
      extract: false,
    });
    return parsed?.isPossible() && !parsed.ext ? parsed.number : undefined;
  };
}

function requirePeer() {
  try {
    return require('libphonenumber-js');
  } catch (cause) {
    throw new Error(
      'createPhoneLogin: the option "defaultCountry" needs the package libphonenumber-js. Install it: npm install libphonenumber-js',
      { cause },
    );
  }
}

module.exports = { isPhone, MAX_PHONE_INPUT, nationalParser, readPhone };

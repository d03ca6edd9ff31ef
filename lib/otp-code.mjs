/** Nothing is removed from most codes. */
const PLAIN = /^[0-9]{4,10}$/;

/** Spaces, dashes, and invisible marks that are copied with a text. */
const SEPARATORS = /[\s\-\u00ad\u061c\u200b-\u2015\u202a-\u202e\u2060-\u2069\u2212\uff0d]+/g;

/** Full-width digits, and those of Arabic, Persian and Urdu, Devanagari and Bengali. */
const OTHER_DIGITS = /[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]/g;
const ZEROS = [0xff10, 0x0660, 0x06f0, 0x0966, 0x09e6];

/**
 * Reads a code as people type it: `123 456`, `123-456`, or with the digits of another script.
 *
 * @param {string} typed at most 64 characters
 * @returns {string | undefined} 4 to 10 ASCII digits, or undefined if it cannot be a code
 */
export function otpCode(typed) {
  if (PLAIN.test(typed)) return typed;
  const code = typed.replace(SEPARATORS, '').replace(OTHER_DIGITS, asciiDigit);
  return PLAIN.test(code) ? code : undefined;
}

function asciiDigit(digit) {
  const point = digit.charCodeAt(0);
  return point - ZEROS.find((zero) => point >= zero && point < zero + 10);
}

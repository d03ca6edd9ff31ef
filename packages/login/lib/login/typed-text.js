// What keyboards and clipboards do to digits.

/**
 * The zeros of other scripts: full-width, Arabic, Persian and Urdu, Devanagari, Bengali. Each is
 * followed by its 1 to 9.
 */
const ZEROS = [0xff10, 0x0660, 0x06f0, 0x0966, 0x09e6];

const OTHER_DIGITS = /[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]/g;

/**
 * What a copied number brings along unseen: marks of writing direction, soft hyphens, zero-width
 * characters.
 */
const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

function asciiDigits(text) {
  return text.replace(OTHER_DIGITS, (digit) => {
    const point = digit.charCodeAt(0);
    return String(point - ZEROS.find((zero) => point >= zero && point <= zero + 9));
  });
}

module.exports = { asciiDigits, INVISIBLE };

const { asciiDigits, INVISIBLE } = require('./typed-text.js');

const MAX_LENGTH = 64;

/** Blanks and dashes, as in `123 456` and `123-456`. */
const SEPARATORS = /[\s\-\u2010-\u2015\u2212\uff0d]+/g;

const CODE = /^[0-9]{4,10}$/;

/**
 * Reads the code of an SMS as people type it.
 *
 * @param {unknown} input
 * @returns {string | undefined} 4 to 10 digits, or undefined where it cannot be a code
 */
function readCode(input) {
  if (typeof input !== 'string' || input.length > MAX_LENGTH) return undefined;
  const code = asciiDigits(input.replace(INVISIBLE, '')).replace(SEPARATORS, '');
  return CODE.test(code) ? code : undefined;
}

module.exports = { readCode };

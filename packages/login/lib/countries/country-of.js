const table = require('./calling-codes.js');

/**
 * An E.164 number: a plus sign, then 7 to 15 digits, the first not 0. The least is a choice:
 * 4-digit numbers exist, without SMS.
 */
const E164 = /^\+[1-9][0-9]{6,14}$/;

/** What digits lead to, by the digits read as a number: no calling code begins with 0. */
const byPrefix = new Map();
/** The most digits that tell a country apart: 8. */
let longest = 0;

for (const entry of table.prefixes.split(' ')) add(entry.slice(0, -2), entry.slice(-2));
for (const code of table.nonGeographic.split(' ')) add(code, `+${code}`);

function add(digits, country) {
  byPrefix.set(Number(digits), country);
  longest = Math.max(longest, digits.length);
}

/**
 * What `countryOf` can answer: ISO 3166-1 alpha-2 codes (and XK), and calling codes such as `+870`.
 */
const COUNTRIES = Object.freeze([...new Set(byPrefix.values())].sort());

/**
 * The country of an E.164 number by its first digits: an ISO 3166-1 alpha-2 code such as `AT`. A
 * calling code that belongs to no country is returned with its plus sign, such as `+870`. For an
 * unassigned calling code, and for what is not E.164, it is `undefined`. Looks at 8 digits at most.
 *
 * Numbers that are assigned to nobody count for the main country of their calling code.
 *
 * @param {string} phone
 * @returns {string | undefined}
 */
function countryOf(phone) {
  if (typeof phone !== 'string' || phone.length > 16 || !E164.test(phone)) return undefined;
  const end = Math.min(longest + 1, phone.length);
  let prefix = 0;
  let country;
  for (let index = 1; index < end; index += 1) {
    prefix = prefix * 10 + phone.charCodeAt(index) - 48;
    country = byPrefix.get(prefix) ?? country;
  }
  return country;
}

/** Whether this is what `countryOf` answers for a number that belongs to no country. */
function isNonGeographic(country) {
  return country.startsWith('+');
}

module.exports = { COUNTRIES, countryOf, E164, isNonGeographic };

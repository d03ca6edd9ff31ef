const { COUNTRIES, isNonGeographic } = require('../countries/country-of.js');
const checks = require('./checks.js');

const EVERY = '*';

/**
 * Reads the option `countries`: `{ allow?, deny? }`, lists of ISO 3166-1 alpha-2 codes. A calling
 * code that belongs to no country (satellites, international networks) is written `+870`, and
 * served only when `allow` names it. `'*'` in `allow` is every country, and also the default.
 * `deny` wins.
 *
 * @returns {(country: string) => boolean} whether the country is served
 */
function readCountries(value, path) {
  const { allow, deny } = checks.object({ allow: list(true), deny: list(false) })(value, path);
  const isEvery = allow === undefined || allow.has(EVERY);
  return (country) => {
    if (deny?.has(country)) return false;
    if (allow?.has(country)) return true;
    return isEvery && !isNonGeographic(country);
  };
}

function list(isEveryAllowed) {
  return (value, path) => {
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || value.length > 1000) {
      checks.fail(path, "an array of country codes such as 'AT'");
    }
    value.forEach((code, index) => {
      const isKnown = COUNTRIES.includes(code) || (isEveryAllowed && code === EVERY);
      if (!isKnown) checks.fail(`${path}[${index}]`, "a country code such as 'AT', or '+870'");
    });
    return new Set(value);
  };
}

module.exports = { readCountries };

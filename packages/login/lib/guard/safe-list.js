const { E164 } = require('../countries/country-of.js');
const { parseAddress } = require('./address.js');
const checks = require('./checks.js');

const MOST_ENTRIES = 10_000;
/** Prefixes and networks are compared one after the other. */
const MOST_RANGES = 1000;
/**
 * A prefix of numbers: a calling code and more, so that no whole country is safe by a slip. The
 * emulator's test numbers begin with 999, which is no country's.
 */
const PHONE_PREFIX = /^\+(?:999|[1-9][0-9]{4,13})\*$/;
const EXPECTED =
  "a phone number ('+431234567'), a prefix of five digits or more ('+4312345*'), an address or a network ('10.0.0.0/8')";

/**
 * Reads the option `safeList`: phone numbers, prefixes of them, addresses and networks in CIDR
 * notation.
 *
 * @returns {(phone: string, address: string | undefined) => boolean}
 */
function readSafeList(value, path) {
  if (value === undefined) return () => false;
  if (!Array.isArray(value) || value.length > MOST_ENTRIES) {
    checks.fail(path, `an array of at most ${MOST_ENTRIES} texts`);
  }
  const phones = new Set();
  const prefixes = [];
  const networks = [];
  value.forEach((entry, index) => {
    if (typeof entry !== 'string') checks.fail(`${path}[${index}]`, EXPECTED);
    if (E164.test(entry)) {
      phones.add(entry);
    } else if (PHONE_PREFIX.test(entry)) {
      prefixes.push(entry.slice(0, -1));
    } else {
      networks.push(parseNetwork(entry) ?? checks.fail(`${path}[${index}]`, EXPECTED));
    }
  });
  if (prefixes.length + networks.length > MOST_RANGES) {
    checks.fail(path, `a list with at most ${MOST_RANGES} prefixes, addresses and networks`);
  }
  return (phone, address) => {
    if (phones.has(phone) || prefixes.some((prefix) => phone.startsWith(prefix))) return true;
    if (networks.length === 0 || address === undefined) return false;
    const parts = parseAddress(address);
    return parts !== undefined && networks.some((network) => holds(network, parts));
  };
}

function parseNetwork(text) {
  if (text.length > 128) return undefined;
  const slash = text.indexOf('/');
  const parts = parseAddress(slash === -1 ? text : text.slice(0, slash));
  if (parts === undefined) return undefined;
  const width = parts.length === 4 ? 8 : 16;
  if (slash === -1) return { parts, width, bits: width * parts.length };
  const length = text.slice(slash + 1);
  if (!/^[0-9]{1,3}$/.test(length)) return undefined;
  const bits = Number(length);
  // Half of all addresses is nobody's office.
  const isUsable = bits >= (width === 8 ? 8 : 16) && bits <= width * parts.length;
  // A network of IPv4 in IPv6 notation counts bits of IPv6: not what was meant.
  const isPlain = width === 16 || !text.includes(':');
  return isUsable && isPlain ? { parts, width, bits } : undefined;
}

function holds({ parts, width, bits }, address) {
  if (address.length !== parts.length) return false;
  for (let index = 0, left = bits; left > 0; index += 1, left -= width) {
    const shift = Math.max(0, width - left);
    if (address[index] >> shift !== parts[index] >> shift) return false;
  }
  return true;
}

module.exports = { readSafeList };

const { isIP, isIPv4 } = require('node:net');

/** The longest text of an address: IPv6 with an IPv4 tail, and a zone of some length. */
const MOST_CHARACTERS = 64;
/** What cannot be read shares one limit: garbage in a header makes nobody a new client. */
const UNREADABLE = 'unreadable';

/**
 * An address as 8 groups of 16 bits (IPv6) or 4 bytes (IPv4, also where it is written in IPv6), or
 * `undefined`. A zone (`fe80::1%eth0`) is the reader's own, and left out.
 *
 * @param {string} text
 * @returns {number[] | undefined}
 */
function parseAddress(text) {
  if (text.length > MOST_CHARACTERS) return undefined;
  const zone = text.indexOf('%');
  const address = zone === -1 ? text : text.slice(0, zone);
  if (isIPv4(address)) return zone === -1 ? bytesOf(address) : undefined;
  if (isIP(address) !== 6) return undefined;
  const groups = groupsOf(address);
  return embeddedIPv4(groups) ?? groups;
}

const bytesOf = (address) => address.split('.').map(Number);

function groupsOf(address) {
  const [head, tail] = address.split('::');
  const first = partsOf(head);
  if (tail === undefined) return first;
  const last = partsOf(tail);
  return [...first, ...new Array(8 - first.length - last.length).fill(0), ...last];
}

function partsOf(text) {
  if (text === '') return [];
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return Number.parseInt(part, 16);
    const [a, b, c, d] = bytesOf(part);
    return [256 * a + b, 256 * c + d];
  });
}

/** IPv4-mapped (`::ffff:0:0/96`) and NAT64 (`64:ff9b::/96`): both stand for one IPv4 address. */
function embeddedIPv4(groups) {
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  const isNat64 =
    groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
  if (!isMapped && !isNat64) return undefined;
  return [groups[6] >> 8, groups[6] & 255, groups[7] >> 8, groups[7] & 255];
}

/**
 * What counts as one address: an IPv4 address, or an IPv6 network of 64 bits, which is one
 * customer's.
 *
 * @param {string} text
 */
function networkOf(text) {
  // Most are written plainly already.
  if (text.length <= 15 && isIPv4(text)) return text;
  const parts = parseAddress(text);
  if (parts === undefined) return UNREADABLE;
  if (parts.length === 4) return parts.join('.');
  return parts
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':');
}

module.exports = { networkOf, parseAddress };

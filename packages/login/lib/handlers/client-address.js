const { optionMust } = require('../options.js');
const { own } = require('../own.js');
const { warnOnce } = require('../warning.js');

/**
 * Stands for every client whose address is not known: all of them share the limits of one address.
 * An attacker who hides the address wins nothing by it.
 */
const UNKNOWN_ADDRESS = 'unknown';

const FORWARDED = 'x-forwarded-for';
/** RFC 1122, 1918, 3927, 4193, 4291 and 6598. */
const NEAR =
  /^(?:::ffff:)?(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|^(?:::1$|f[cd]|fe[89ab])/i;
/** The longest text with an address in it: IPv6 with a zone, in brackets, with a port. */
const MAX_LENGTH = 128;
/** The last addresses of X-Forwarded-For; earlier ones are the client's own invention. */
const MAX_HEADER_LENGTH = 2048;
const MAX_PROXIES = 10;

/**
 * How the address of a client is found. No header is trusted unless the app says so.
 *
 * @param {'socket' | 'none' | { trustedProxies: number } | Function} choice
 * @returns {(exchange: { request: unknown, context: unknown, header: Function, peer?: string }) =>
 *   Promise<string | undefined>} undefined: by choice the address does not count
 */
function addressReader(choice, { title, hasSocket }) {
  const proxies = choice?.trustedProxies;
  optionMust(
    (choice === 'socket' && hasSocket) ||
      choice === 'none' ||
      typeof choice === 'function' ||
      isProxies(choice),
    title,
    'clientAddress',
    `one of these: ${hasSocket ? '"socket", ' : ''}{ trustedProxies: 1 } (to ${MAX_PROXIES}), a function of the request, or "none"`,
  );
  if (choice === 'none') return async () => undefined;
  if (choice === 'socket') {
    return async ({ header, peer }) => {
      if (header(FORWARDED) !== undefined && isNear(peer)) {
        warnOnce(
          'BAXVERIFY_LOGIN_PROXY',
          'clientAddress is "socket", and a request from a near address has X-Forwarded-For. If a proxy of yours sets it, use { trustedProxies: 1 }, or all clients share the limits of one address. If not, a client has made it up.',
        );
      }
      return known(peer, 'the connection has no address');
    };
  }
  if (typeof choice === 'function') {
    return async ({ request, context }) =>
      known(await choice(request, context), 'the function gave no IP address');
  }
  return async ({ header }) =>
    known(
      forwardedBy(proxies, header(FORWARDED)),
      'X-Forwarded-For has fewer addresses than trustedProxies',
    );
}

/** @param {string} fault why the address is not known, for the warning */
function known(value, fault) {
  const address = addressIn(value);
  if (address === UNKNOWN_ADDRESS) {
    warnOnce(
      'BAXVERIFY_LOGIN_PROXY',
      `the address of a client is not known, because ${fault}. All such clients share the limits of one address. See clientAddress.`,
    );
  }
  return address;
}

/** Whether an address is a loopback, link-local or private one, as that of a proxy often is. */
function isNear(peer = '') {
  return NEAR.test(peer);
}

function isProxies(choice) {
  const proxies = own(choice, 'trustedProxies');
  const isCount = Number.isSafeInteger(proxies) && proxies >= 1 && proxies <= MAX_PROXIES;
  return isCount && Object.keys(choice).length === 1;
}

/** Public; see index.d.ts. */
function clientAddressOf(headers, choice) {
  const expected = `{ trustedProxies: 1 } (to ${MAX_PROXIES})`;
  optionMust(isProxies(choice), 'clientAddressOf', 'trustedProxies', `given: ${expected}`);
  const value =
    typeof headers?.get === 'function' ? headers.get(FORWARDED) : own(headers, FORWARDED);
  return addressIn(forwardedBy(choice.trustedProxies, [value ?? ''].flat().join()));
}

/**
 * Each proxy appends the address that it was called from: the nth from the right is what the
 * outermost of ours saw.
 */
function forwardedBy(proxies, header = '') {
  const addresses = header.slice(-MAX_HEADER_LENGTH).split(',');
  return addresses.at(-proxies);
}

/** An IP address without brackets, port and zone; what is none counts as unknown. */
function addressIn(value) {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return UNKNOWN_ADDRESS;
  const { isIP } = require('node:net');
  const text = value.trim();
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1];
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1];
  const address = (bracketed ?? withPort ?? text).replace(/%.*$/, '');
  return isIP(address) ? address : UNKNOWN_ADDRESS;
}

module.exports = { addressReader, clientAddressOf, UNKNOWN_ADDRESS };

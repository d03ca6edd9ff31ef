const { optionMust } = require('../options.js');
const { own } = require('../own.js');
const { warnOnce } = require('../warning.js');

/**
 * Stands for every client whose address is not known: all of them share the limits of one address.
 * An attacker who hides the address wins nothing by it.
 */
const UNKNOWN_ADDRESS = 'unknown';

const FORWARDED = 'x-forwarded-for';
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
          'there seems to be a proxy, and clientAddress is "socket": all clients share the limits of its address. Behind one proxy, use { trustedProxies: 1 }.',
        );
      }
      return addressIn(peer);
    };
  }
  if (typeof choice === 'function') {
    return async ({ request, context }) => addressIn(await choice(request, context));
  }
  return async ({ header }) => {
    const value = header(FORWARDED);
    if (value === undefined) {
      warnOnce(
        'BAXVERIFY_LOGIN_PROXY',
        'clientAddress trusts proxies, but a request has no X-Forwarded-For. All requests without it share the limits of one address. Without a proxy, use "socket".',
      );
    }
    return addressIn(forwardedBy(proxies, value));
  };
}

/** Whether an address is a loopback or a private one, as that of a proxy often is. */
function isNear(peer = '') {
  return /^(?:::ffff:)?(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|^(?:::1$|f[cd])/i.test(
    peer,
  );
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

/**
 * The hosts that clients may connect to. The rules are those of crates/client/src/allowed_hosts.rs.
 * Nothing is said about proxies, because the runtime decides about them.
 */

import { withoutEnd } from './base-url.mjs';
import { failure } from './failures.mjs';

const VARIABLE = 'BAXVERIFY_ALLOW_HOSTS';
const LONGEST_VALUE = 4096;
/** The characters of names and addresses. */
const PLAIN = /^[\w.:[\]-]+$/;

/** @returns {object | undefined} the failure of a client with this host, as `URL` writes it */
export function checkAllowed(host, value) {
  if (value === undefined) return undefined;
  const entries = value.length > LONGEST_VALUE ? [undefined] : value.split(',').map(entryOf);
  if (entries.includes(undefined)) {
    return refused(
      VARIABLE,
      `The environment variable ${VARIABLE} must be local, or a list of local and host names ` +
        'without ports, separated by commas. With any other value, no host is allowed.',
    );
  }
  const own = canonical(host);
  if (entries.some((entry) => (entry === 'local' ? isLoopback(host) : entry.host === own))) {
    return undefined;
  }
  return refused(
    'baseUrl',
    `baseUrl must have a host that the environment variable ${VARIABLE} allows. Without baseUrl ` +
      'and BAXCLOUD_BASE_URL, the host is that of the real service.',
  );
}

/** @param {string} host as `URL` writes it: lower case, dotted IPv4, IPv6 in brackets */
export function isLoopback(host) {
  const name = canonical(host);
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(name)
  );
}

/** Parses an entry: `'local'`, `{ host }`, or undefined if it is not understood. */
function entryOf(text) {
  const entry = text.trim();
  if (/^local$/i.test(entry)) return 'local';
  if (!PLAIN.test(entry)) return undefined;
  const isBare = entry.includes(':') && !entry.includes('[');
  try {
    const { hostname } = new URL(`https://${isBare ? `[${entry}]` : entry}/`);
    const host = canonical(hostname);
    // After an address in brackets, `URL` would accept a port.
    return host === '' || /\]./.test(entry) ? undefined : { host };
  } catch {
    return undefined;
  }
}

/** Names without dots at the end, and IPv4 addresses in IPv6 as IPv4. */
function canonical(host) {
  const mapped = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host);
  if (!mapped) return withoutEnd(host, '.');
  const [high, low] = [1, 2].map((part) => Number.parseInt(mapped[part], 16));
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

function refused(field, message) {
  const more = { details: { field }, retryable: false };
  return failure('BAXVERIFY_HOST_NOT_ALLOWED', 'not_sent', message, more);
}

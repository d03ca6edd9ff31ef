/**
 * Which addresses an API key may be sent to. The rules are those of crates/client/src/base_url.rs.
 * The key travels in a header, so plain `http:` is allowed only for this machine, for private
 * networks, and for names that the public DNS cannot hold.
 */

const SHAPE =
  'an absolute http(s) URL such as https://api.baxcloud.tech/v1, without credentials, query or fragment';
const PLAIN =
  'an https URL: http is only for localhost, private addresses and names without a public suffix (emulator, *.local, *.internal), because the API key must not be sent in plain text';

/** Suffixes that standards reserve for local use, so the public DNS never delegates them. */
const LOCAL_SUFFIXES = ['localhost', 'local', 'internal', 'test', 'home.arpa'];

/**
 * @returns {{ url: string, path: string, host: string } | { expected: string }} the URL without a
 *   slash at the end, or what was expected, to complete "must be …"
 */
export function parseBaseUrl(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return { expected: SHAPE };
  }
  const isSecure = url.protocol === 'https:';
  if (
    (!isSecure && url.protocol !== 'http:') ||
    url.hostname === '' ||
    url.username !== '' ||
    url.password !== '' ||
    /[?#]/.test(url.href) ||
    hasForeignName(text)
  ) {
    return { expected: SHAPE };
  }
  if (!isSecure && !isLocal(url.hostname)) return { expected: PLAIN };
  const path = withoutEnd(url.pathname, '/');
  return { url: url.origin + path, path, host: url.hostname };
}

/** Names are ASCII. `URL` would convert others, which may look like another name. */
function hasForeignName(text) {
  // `URL` ignores these characters.
  const [, authority] = /^[^:]*:[/\\]*([^/\\?#]*)/.exec(text.replace(/[\t\n\r]/g, ''));
  return /[^\0-\x7f]|%[89a-f]/i.test(authority);
}

export function withoutEnd(text, char) {
  let end = text.length;
  while (text[end - 1] === char) end--;
  return text.slice(0, end);
}

/** @param {string} host as `URL` writes it: lower case, dotted IPv4, IPv6 in brackets */
function isLocal(host) {
  if (host.startsWith('[')) return isLocalV6(host.slice(1, -1));
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host);
  return octets ? isLocalV4(Number(octets[1]), Number(octets[2])) : isLocalName(host);
}

function isLocalName(host) {
  const name = withoutEnd(host, '.');
  if (name === '') return false;
  return (
    !name.includes('.') ||
    LOCAL_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`))
  );
}

/** Loopback, private and link-local addresses. */
function isLocalV4(first, second) {
  return (
    first === 127 ||
    first === 10 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254)
  );
}

function isLocalV6(address) {
  const mapped = /^::ffff:([0-9a-f]{1,4}):[0-9a-f]{1,4}$/.exec(address);
  if (mapped) {
    const high = Number.parseInt(mapped[1], 16);
    return isLocalV4(high >> 8, high & 0xff);
  }
  const first = Number.parseInt(address.split(':')[0] || '0', 16);
  return address === '::1' || (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80;
}

/**
 * The faults whose result differs in the fetch build, with `fetch` of Node.js. It is undici, which
 * tells less about a broken connection, and accepts and refuses other responses.
 */
import { broken, success, timeout, unusable } from './expectations.mjs';

/** The connection broke, and no complete request can have arrived. The build does not know this. */
const early = broken(undefined, 0);

const retried = { code: 'BAXVERIFY_NETWORK_ERROR', outcome: 'unknown', retryable: true };

const DIFFERENCES = {
  __proto__: null,
  // undici ignores such a header.
  'http/1.1: a space in a header name': { expected: unusable() },
  // undici limits the size of headers, not their number.
  'http/1.1: 500 headers': { expected: success },
  // `fetch` decodes the body, and tells no broken encoding from a broken connection.
  'http/1.1: a coding nobody asked for': { expected: broken(200) },
  'http/1.1: gzip nobody asked for': { expected: broken(200) },
  // The Fetch standard hides this status.
  'http/1.1: 407 with HTML': { expected: broken() },
  'http/1.1: 101': { expected: broken(), message: undefined },
  // undici accepts no status 100.
  'http/1.1: 100 and 103 before the answer': { expected: broken() },
  'http/1.1: 100 for ever': { expected: { post: broken().post, get: retried } },
  // Node.js offers more ciphers.
  'TLS: no cipher in common': { expected: success },
  'TLS: self-signed by openssl': { message: /cannot be accepted/ },
  // The codes of these errors also occur later in a connection.
  'TLS: plain HTTP on its port': { expected: early, message: /failed before the response/ },
  'TLS: close during the handshake': { expected: early, message: /failed before the response/ },
  'TLS: reset during the handshake': { expected: early },
  'TLS: silence': {
    expected: { post: { ...timeout.post, requests: 0 }, get: { ...timeout.get, requests: 0 } },
  },
};

/** The row of a fault, as the fetch build ends it. */
export function differs(row) {
  return { ...row, ...DIFFERENCES[row.name] };
}

/** The names of differences that no row has. */
export function unknownDifferences(rows) {
  return Object.keys(DIFFERENCES).filter((name) => !rows.some((row) => row.name === name));
}

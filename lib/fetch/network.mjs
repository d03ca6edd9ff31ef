import { own } from '../own.mjs';
import { failure, fill } from './failures.mjs';

/**
 * Failures below HTTP, classified by the codes that Node.js and Bun give to the errors of `fetch`.
 * Other runtimes give none, and workerd tells no broken connection from another.
 *
 * A request counts as not sent only if its code can arise in no later phase. Messages and causes
 * are those of crates/client/src/error/; a test compares them.
 */

const REFUSED = {
  codes: ['ECONNREFUSED', 'ConnectionRefused'],
  message: '{host} refused the connection. Check baseUrl, and whether the service runs there.',
  cause: 'the connection was refused',
};
const NOT_FOUND = {
  codes: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NONAME', 'EAI_NODATA'],
  message: '{host} could not be found in the DNS. Check baseUrl and the network of this machine.',
  cause: 'the name lookup failed',
};
const SLOW = {
  codes: ['UND_ERR_CONNECT_TIMEOUT'],
  message:
    '{host} did not accept the connection in time. Check baseUrl, the network, the firewall, and the proxy if there is one.',
  cause: 'connecting took too long',
};
const NO_ROUTE = {
  codes: ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'],
  message:
    'The connection to {host} could not be made. Check baseUrl, the network and the firewall.',
  cause: 'there is no route to the host',
  onConnect: true,
};
const CONNECT_TIMEOUT = { ...NO_ROUTE, codes: ['ETIMEDOUT'], cause: 'the connection timed out' };
const NO_DESCRIPTOR = {
  codes: ['EMFILE'],
  message:
    'This process has no file descriptor left for a connection to {host}. Raise its limit (ulimit -n), or make fewer calls at the same time.',
  cause: 'no file descriptor is left',
  onConnect: true,
};
const TOO_MANY_FILES = {
  codes: ['ENFILE'],
  message:
    'This machine has too many open files for a connection to {host}. Raise its limit (fs.file-max), or find the process that holds so many files open.',
  cause: 'the machine has too many open files',
  onConnect: true,
};

/** The certificate is checked before anything is sent. Completes "could not be made.". */
const tls = (codes, advice, cause) => ({
  codes,
  message: `The secure connection to {host} could not be made. ${advice}`,
  cause,
});
const TLS = [
  tls(
    ['CERT_HAS_EXPIRED'],
    "The server's certificate has expired, or this machine's clock is wrong.",
    'the certificate has expired',
  ),
  tls(
    ['CERT_NOT_YET_VALID'],
    "The server's certificate is not valid yet, or this machine's clock is wrong.",
    'the certificate is not valid yet',
  ),
  tls(
    ['ERR_TLS_CERT_ALTNAME_INVALID'],
    "The server's certificate was issued for another name. Check baseUrl.",
    'the certificate is for another name',
  ),
  tls(
    [
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ],
    "The server's certificate comes from an issuer that this machine does not trust. If the issuer is your own, set NODE_EXTRA_CA_CERTS to the path of its root certificate.",
    "the certificate's issuer is unknown",
  ),
  tls(['CERT_REVOKED'], "The server's certificate was revoked.", 'the certificate was revoked'),
  tls(
    ['CERT_REJECTED', 'CERT_UNTRUSTED', 'INVALID_CA', 'INVALID_PURPOSE', 'CERT_SIGNATURE_FAILURE'],
    "The server's certificate cannot be accepted.",
    'the certificate is not acceptable',
  ),
  // RFC 8446 has these alerts only in the handshake.
  tls(
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL'],
    'The server offers no TLS version or cipher that this client accepts. It must offer TLS 1.2 or later.',
    'no common TLS version or cipher',
  ),
  tls(
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'],
    'The other side ended the TLS handshake.',
    'the other side sent a TLS alert',
  ),
];

/** `fetch` refuses ports of other protocols, such as 25. A retry would be refused too. */
const PORT = {
  codes: [],
  message: 'fetch makes no connection to the port of baseUrl, because another protocol uses it.',
  cause: 'the port is blocked',
  isFinal: true,
};

const NOT_SENT = [
  REFUSED,
  NOT_FOUND,
  SLOW,
  NO_ROUTE,
  CONNECT_TIMEOUT,
  NO_DESCRIPTOR,
  TOO_MANY_FILES,
  ...TLS,
];

const BROKEN = 'The connection to {host} failed before the response was complete.';
const DOUBT = ' The service may have acted on the request.';

/** Why an established connection failed, by the start of the code. */
const CAUSES = [
  ['HPE_', 'the response is not valid HTTP'],
  ['UND_ERR_HEADERS_OVERFLOW', 'the response is not valid HTTP'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'the response is not valid HTTP'],
  ['UND_ERR_HEADERS_TIMEOUT', 'the other side no longer responds'],
  ['UND_ERR_BODY_TIMEOUT', 'the other side no longer responds'],
  ['ECONNRESET', 'the other side reset the connection'],
  ['EPIPE', 'the other side reset the connection'],
  ['UND_ERR_SOCKET', 'the other side closed the connection'],
  ['ERR_SSL_', 'the TLS connection failed'],
  ['ERR_TLS_', 'the TLS connection failed'],
];

/** All sentences, for the test that compares them with those of the native build. */
export const SENTENCES = [
  ...NOT_SENT.flatMap(({ message, cause }) => [message, cause]),
  BROKEN,
  DOUBT.trim(),
  'the connection failed',
  ...CAUSES.map(([, cause]) => cause),
];

/**
 * The failure of an exchange without a complete response.
 *
 * @param {unknown} error what `fetch` or the reading of the body rejected with
 * @param {import('./failures.mjs').Context} context
 * @param {number} [status] the status of the response, if it had begun
 */
export function networkFailure(error, { path, host, idempotent }, status) {
  const { code, syscall } = reasonOf(error);
  const known =
    status === undefined &&
    (isBadPort(error) ? PORT : NOT_SENT.find((entry) => fits(entry, code, syscall)));
  const outcome = known ? 'not_sent' : 'unknown';
  const doubt = known || idempotent ? '' : DOUBT;
  const cause = known
    ? known.cause
    : (CAUSES.find(([start]) => code.startsWith(start))?.[1] ?? 'the connection failed');
  const message = fill(`${known ? known.message : BROKEN}${doubt}`, { host });
  return failure('BAXVERIFY_NETWORK_ERROR', outcome, message, {
    path,
    ...(status !== undefined && { statusCode: status }),
    retryable: known ? !known.isFinal : idempotent,
    causes: [cause],
  });
}

function fits({ codes, onConnect }, code, syscall) {
  return codes.includes(code) && (!onConnect || syscall === 'connect');
}

/** The words of the Fetch standard, which Node.js uses. */
function isBadPort(error) {
  return error?.cause?.message === 'bad port';
}

/** The first code in the chain of causes. */
function reasonOf(error) {
  let reason = error;
  for (let depth = 0; depth < 4 && typeof reason === 'object' && reason !== null; depth++) {
    const code = textOf(reason, 'code');
    if (code !== '') return { code, syscall: textOf(reason, 'syscall') };
    reason = own(reason, 'cause');
  }
  return { code: '', syscall: '' };
}

function textOf(object, name) {
  const value = own(object, name);
  return typeof value === 'string' ? value : '';
}

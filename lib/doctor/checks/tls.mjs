import { isIP } from 'node:net';
import { checkServerIdentity, connect } from 'node:tls';
import { TIMED_OUT, within } from '../time-limit.mjs';

const SELF_SIGNED = ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'];
const NO_TLS = [
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
  'EPROTO',
];

/**
 * Makes a TLS handshake to read the certificate. Whether the SDK trusts it, only its own call
 * shows.
 *
 * @param {string[]} [roots] PEM texts that replace the roots of Node.js
 * @returns {Promise<import('node:tls').TLSSocket | undefined>}
 */
export async function checkTls(report, socket, { host, source, roots }, milliseconds) {
  const problem = (id, values) => {
    report.problem('tls', id, { host: report.shown(host), source, ...values });
  };
  const secure = connect({
    socket,
    servername: isIP(host) ? '' : host,
    rejectUnauthorized: false,
    // The name is checked below.
    checkServerIdentity: () => undefined,
    ALPNProtocols: ['http/1.1'],
    ...(roots && { ca: roots }),
  });
  // A later error must not end the process.
  secure.on('error', () => {});
  const shaken = new Promise((resolve) => {
    secure.once('secureConnect', () => resolve(undefined));
    secure.once('error', ({ code }) => resolve(String(code)));
    secure.once('close', () => resolve('closed'));
  });
  const failure = await within(shaken, milliseconds);
  if (failure !== undefined) {
    secure.destroy();
    if (failure === TIMED_OUT) problem('TLS_TIMEOUT');
    else if (NO_TLS.includes(failure)) problem('TLS_NOT_SPOKEN');
    else problem('TLS_FAILED', { reason: report.shown(failure) });
    return undefined;
  }
  const id = certificateFault(secure, host);
  if (id) problem(id);
  else
    report.ok(
      'tls',
      `${secure.getProtocol()}, and the certificate is valid for ${report.shown(host)}.`,
    );
  return secure;
}

/** What is wrong with the certificate, the most specific reason first. */
function certificateFault(secure, host) {
  const certificate = secure.getPeerCertificate();
  const now = Date.now();
  if (Date.parse(certificate.valid_to) < now) return 'TLS_EXPIRED';
  if (Date.parse(certificate.valid_from) > now) return 'TLS_NOT_YET_VALID';
  if (SELF_SIGNED.includes(secure.authorizationError)) return 'TLS_SELF_SIGNED';
  if (checkServerIdentity(host, certificate)) return 'TLS_WRONG_HOST';
  return secure.authorizationError ? 'TLS_UNKNOWN_ISSUER' : undefined;
}

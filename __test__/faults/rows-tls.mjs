/** Faults of TLS. */
import * as certificates from './certificates.mjs';
import { broken, notSent, success, timeoutUnsent } from './expectations.mjs';
import { http1Server, OK } from './http1.mjs';

const answers = { request: (socket) => socket.write(OK) };

const row = (name, tls, expected, more = {}) => ({
  name: `TLS: ${name}`,
  start: () => http1Server(answers, tls),
  expected,
  ...more,
});

/** A server that starts a handshake but does not finish it. */
const raw = (name, fault, expected, more = {}) => ({
  name: `TLS: ${name}`,
  start: async () => {
    const server = await http1Server(fault);
    return { ...server, baseUrl: server.baseUrl.replace('http:', 'https:') };
  },
  expected,
  ...more,
});

/** Created once, because a server is used several times. */
const onHello = (act) => ({ connect: (socket) => socket.once('data', () => act(socket)) });

const OLD = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' };

export const tlsRows = [
  row('a good certificate', true, success),
  row('no newer than TLS 1.2', { maxVersion: 'TLSv1.2' }, success),
  row('no newer than TLS 1.1', OLD, notSent, { message: /no TLS version or cipher/ }),
  row('no cipher in common', { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }, notSent, {
    message: /no TLS version or cipher|ended the TLS handshake/,
  }),
  row('expired', certificates.expired, notSent, { message: /has expired/ }),
  row('not yet valid', certificates.notYetValid, notSent, { message: /not valid yet/ }),
  row('for another name', certificates.wrongHost, notSent, { message: /issued for another name/ }),
  row('of an unknown issuer', certificates.unknownIssuer, notSent, {
    message: /NODE_EXTRA_CA_CERTS/,
  }),
  row('self-signed', certificates.selfSigned, notSent, { message: /NODE_EXTRA_CA_CERTS/ }),
  row('self-signed by openssl', certificates.selfSignedAuthority, notSent, {
    message: /self-signed|authority/,
  }),
  raw(
    'plain HTTP on its port',
    onHello((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n')),
    notSent,
    {
      message: /does not speak TLS/,
    },
  ),
  raw('silence', {}, timeoutUnsent(), { timeout: 400 }),
  raw(
    'close during the handshake',
    onHello((socket) => socket.end()),
    notSent,
    {
      message: /closed the connection|connection to .* could not be made/,
    },
  ),
  raw(
    'reset during the handshake',
    onHello((socket) => socket.resetAndDestroy()),
    notSent,
  ),
  raw(
    'a refusal during the handshake',
    onHello((socket) => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]))),
    notSent,
    { message: /ended the TLS handshake/ },
  ),
  {
    name: 'TLS: close without a farewell, amid an answer',
    start: () =>
      http1Server(
        { request: (socket) => socket.write('HTTP/1.1 200 OK\r\n', () => socket.destroy()) },
        true,
      ),
    expected: broken(),
  },
  {
    name: 'TLS: spoken on a port for plain HTTP',
    start: async () => {
      const server = await http1Server(answers, true);
      return { ...server, baseUrl: server.baseUrl.replace('https:', 'http:') };
    },
    // The server cannot read the request, but the client does not know this.
    expected: broken(undefined, 0),
  },
];

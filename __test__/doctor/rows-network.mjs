/** Faults of the network, of TLS, and of what responds. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as certificates from '../faults/certificates.mjs';
import { connectProxy } from '../faults/connect-proxy.mjs';
import { http1Server, OK } from '../faults/http1.mjs';
import { startBlackHole } from '../support/black-hole.mjs';
import {
  KEY,
  NOBODY,
  PASSWORD,
  READY,
  refuse,
  reply,
  respond,
  startService,
  UNKNOWN,
  UNKNOWN_NAME,
} from './support.mjs';

const { pemFile, root } = certificates;
const to = (url, more) => ({ env: { ...READY, BAXCLOUD_BASE_URL: url, ...more } });
const SHORT = ['--timeout', '6000'];
/** A name that needs no lookup here, because the proxy connects. */
const NAMED = 'https://api.example.test/v1';

async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server of raw sockets, with or without TLS. */
const raw =
  (fault, { tls, scheme, ...more } = {}) =>
  async (t) => {
    const server = await http1Server(fault, tls);
    t.after(() => server.close());
    return { ...to(server.baseUrl.replace(/^https?/, scheme ?? (tls ? 'https' : 'http')), more) };
  };
const certified = (tls, more) => raw({ request: (socket) => socket.write(OK) }, { tls, ...more });
const short = (of) => async (t) => ({ ...(await of(t)), args: SHORT });
const onData = (act) => ({ connect: (socket) => socket.once('data', () => act(socket)) });

/** Responses to calls with the key. */
const service = (serve) => async (t) => {
  const { url } = await startService(t, ({ headers }, response) =>
    headers.authorization ? serve(response) : false,
  );
  return to(url);
};
const dated = (milliseconds) => async (t) => {
  const { url } = await startService(t, (request, response) => {
    response.setHeader('date', new Date(Date.now() + milliseconds).toUTCString());
    respond(request, response);
  });
  return to(url);
};
const html = (status) => async (t) => {
  const { url } = await startService(t, (_, response) =>
    reply(response, status, `<p>${KEY}</p>`, { 'content-type': 'text/html; charset=utf-8' }),
  );
  return to(url);
};

const proxied = (refuse) => async (t) => {
  const server = await http1Server({ request: (socket) => socket.write(OK) }, true);
  const proxy = await connectProxy(server.port, refuse && { refuse });
  t.after(() => {
    proxy.close();
    server.close();
  });
  const HTTPS_PROXY = `http://user:${PASSWORD}@${proxy.authority}`;
  return to(NAMED, { HTTPS_PROXY, NODE_EXTRA_CA_CERTS: pemFile(root) });
};

const compiler = ['cc', 'gcc', 'clang'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);
/** Only there can a lookup hang without the internet. */
const hasHangingNames = process.platform === 'linux' && compiler !== undefined;

function hangingNames(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-doctor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const library = path.join(folder, 'hanging-names.so');
  const source = fileURLToPath(new URL('../support/hanging-names.c', import.meta.url));
  execFileSync(compiler, ['-shared', '-fPIC', '-o', library, source, '-ldl']);
  return { LD_PRELOAD: library };
}

/** The system cannot send to an address without a route. */
function withoutRoute(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-doctor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const preload = path.join(folder, 'without-route.cjs');
  writeFileSync(
    preload,
    `const net = require('node:net');
    net.connect = () => {
      const error = Object.assign(new Error('No route.'), { code: 'EHOSTUNREACH' });
      const socket = new net.Socket();
      process.nextTick(() => socket.destroy(error));
      return socket;
    };`,
  );
  return { nodeArgs: ['--require', preload] };
}

export const networkRows = [
  ['PROXY_INVALID', 'socks', async () => to(NAMED, { ALL_PROXY: `socks5://u:${PASSWORD}@h:1` })],
  [
    'PROXY_INVALID',
    'a slash in the password',
    async () => to(NAMED, { HTTPS_PROXY: `http://u:/${PASSWORD}@127.0.0.1:1` }),
  ],
  [
    'PROXY_UNREACHABLE',
    'nobody listens',
    async () => to(NAMED, { https_proxy: `http://u:${PASSWORD}@127.0.0.1:${await closedPort()}` }),
  ],
  [
    'PROXY_CREDENTIALS',
    '407',
    proxied((socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')),
  ],
  ['PROXY_UNREACHABLE', 'silence', short(proxied(() => {}))],
  ['PROXY_UNREACHABLE', 'another protocol', proxied((socket) => socket.end('SSH-2.0-x\r\n\r\n'))],
  ['PROXY_REFUSED', '403', proxied((socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))],
  [
    'ROOTS_UNREADABLE',
    'NODE_EXTRA_CA_CERTS does not exist',
    certified(true, { NODE_EXTRA_CA_CERTS: '/nowhere/roots.pem' }),
  ],
  ['ROOTS_UNREADABLE', 'SSL_CERT_FILE is a folder', certified(true, { SSL_CERT_FILE: tmpdir() })],
  [
    'ROOTS_UNREADABLE',
    'without a certificate',
    certified(true, { NODE_EXTRA_CA_CERTS: pemFile('# nothing') }),
  ],
  [
    'ROOTS_UNREADABLE',
    'a certificate that is cut',
    certified(true, { SSL_CERT_FILE: pemFile(root.replace(/\n\S+(\r?\n-----END)/, '$1')) }),
  ],
  [
    'ROOTS_UNREADABLE',
    'a certificate that is not base64',
    certified(true, { NODE_EXTRA_CA_CERTS: pemFile(root.replace('\nMII', '\n!II')) }),
  ],
  [
    'ROOTS_UNREADABLE',
    'a label that the SDK does not read',
    certified(true, {
      SSL_CERT_FILE: pemFile(root.replaceAll(' CERTIFICATE-', ' TRUSTED CERTIFICATE-')),
    }),
  ],
  ['DNS_NOT_FOUND', 'a label that is too long', async () => to(UNKNOWN)],
  [
    'DNS_NOT_FOUND',
    'a name that begins like an option of Node.js',
    async () => to(`https://--${UNKNOWN_NAME}/v1`),
  ],
  [
    'DNS_TIMEOUT',
    'a lookup that never ends',
    async (t) => ({ ...to('https://api.hang.internal/v1', hangingNames(t)), args: SHORT }),
    'problem',
    { skip: !hasHangingNames && 'needs Linux and a C compiler' },
  ],
  [
    'DNS_TIMEOUT',
    'a DNS server that does not respond',
    async (t) => to('https://api.again.internal/v1', hangingNames(t)),
    'problem',
    { skip: !hasHangingNames && 'needs Linux and a C compiler' },
  ],
  [
    'CONNECTION_REFUSED',
    'nobody listens',
    async () => to(`http://127.0.0.1:${await closedPort()}/v1`),
  ],
  [
    'CONNECTION_TIMEOUT',
    'a full backlog',
    async (t) => ({ ...to(`http://127.0.0.1:${await startBlackHole(t)}/v1`), args: SHORT }),
    'problem',
    { skip: process.platform !== 'linux' && 'needs Linux' },
  ],
  [
    'CONNECTION_FAILED',
    'a network without a route',
    async (t) => ({ ...to(NOBODY), options: withoutRoute(t) }),
  ],
  ['CONNECTION_CUT', 'closed after the request', raw({ request: (socket) => socket.destroy() })],
  ['RESPONSE_TIMEOUT', 'silence', short(raw({}))],
  [
    'RESPONSE_TIMEOUT',
    'one byte per second',
    short(raw({ request: (socket) => setInterval(() => socket.write('H'), 1000).unref() })),
  ],
  ['NOT_HTTP', 'another protocol', raw(onData((socket) => socket.end('SSH-2.0-OpenSSH_9\r\n')))],
  ['CONNECTION_CUT', 'TLS on a port for http', certified(true, { scheme: 'http' })],
  [
    'TLS_NOT_SPOKEN',
    'http on a port for TLS',
    raw(
      onData((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n')),
      { scheme: 'https' },
    ),
  ],
  [
    'TLS_FAILED',
    'closed in the handshake',
    raw(
      onData((s) => s.destroy()),
      { scheme: 'https' },
    ),
  ],
  ['TLS_TIMEOUT', 'silence in the handshake', short(raw({}, { scheme: 'https' }))],
  ['TLS_EXPIRED', 'an old certificate', certified(certificates.expired)],
  ['TLS_NOT_YET_VALID', 'a new certificate', certified(certificates.notYetValid)],
  [
    'TLS_WRONG_HOST',
    'another name',
    certified(certificates.wrongHost, { NODE_EXTRA_CA_CERTS: pemFile(root) }),
  ],
  ['TLS_SELF_SIGNED', 'a development server', certified(certificates.selfSigned)],
  ['TLS_UNKNOWN_ISSUER', 'a corporate root', certified(certificates.unknownIssuer)],
  [
    'TLS_UNKNOWN_ISSUER',
    'roots of another',
    certified(true, { SSL_CERT_FILE: pemFile(certificates.selfSigned.cert) }),
  ],
  ['CLOCK_WRONG', 'an hour late', dated(3_600_000)],
  ['CLOCK_WRONG', 'a year early', dated(-365 * 86_400_000)],
  ['CLOCK_OFF', 'a minute', dated(60_000), 'warning'],
  ['HTML_PAGE', 'a captive portal with 200', html(200)],
  ['HTML_PAGE', 'a captive portal with 511', html(511)],
  ['HTML_PAGE', 'another site', html(403)],
  [
    'REDIRECT',
    '302',
    service((response) => response.writeHead(302, { location: `/${KEY}` }).end()),
  ],
  ['SERVICE_UNAVAILABLE', '503', service((response) => response.writeHead(503).end())],
  [
    'BAXVERIFY_RATE_LIMIT',
    '429 of a gateway',
    service((response) => response.writeHead(429).end()),
  ],
  ['PROXY_CREDENTIALS', '407 to the call', service((response) => response.writeHead(407).end())],
  [
    'PROOF_ACCEPTED',
    'any proof is valid',
    service((response) => reply(response, 200, { valid: true, sent: 1, items: [] })),
  ],
  ['BAXVERIFY_INVALID_RESPONSE', 'any object', service((response) => reply(response, 200, {}))],
  ['KEY_REFUSED', '401 of a gateway', service((response) => response.writeHead(401).end())],
  [
    'KEY_REFUSED',
    '401 of another kind',
    service((response) => refuse(response, 'UNAUTHORIZED', 401)),
  ],
  [
    'BAXVERIFY_TIMEOUT',
    'a response without an end',
    async (t) => {
      const { url } = await startService(t, ({ headers }, response) => {
        if (!headers.authorization) return false;
        response.writeHead(200);
        response.write('{');
        return true;
      });
      return { ...to(url), args: SHORT };
    },
  ],
  [
    'BAXVERIFY_NETWORK_ERROR',
    'a connection that breaks amid the response',
    service((response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{', () => response.destroy());
    }),
  ],
  ['BAXVERIFY_INVALID_RESPONSE', 'no object', service((response) => reply(response, 200, '[]'))],
  [
    'BAXVERIFY_INVALID_RESPONSE',
    '1 GB',
    service((response) => {
      const chunk = Buffer.alloc(1024 * 1024, 0x20);
      let left = 1024;
      const more = () => {
        while (left-- > 0) if (!response.write(chunk)) return response.once('drain', more);
        return response.end();
      };
      response.writeHead(200);
      more();
    }),
  ],
  ['BAXVERIFY_HTTP_ERROR', '418', service((response) => response.writeHead(418).end(KEY))],
];

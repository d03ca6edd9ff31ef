/**
 * Servers in separate processes that write endlessly, as fast as the other side reads. A server on
 * the thread of the tests would be too slow to do harm.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { good } from './certificates.mjs';
import { floodsOfHttp2, startHttp2Flood } from './floods-http2.mjs';

/** A flooding process ends after this time, even if its parent has crashed. */
const LONGEST_LIFE = 120_000;
/** The approximate number of bytes per write. */
const BATCH = 128 * 1024;

/** For HTTP/1.1: the start of the response, and the data of the flood. */
const floodsOfHttp1 = {
  '100 Continue': { unit: 'HTTP/1.1 100 Continue\r\n\r\n' },
  '103 Early Hints': { unit: 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n' },
  'chunks of a byte': {
    first: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
    unit: '1\r\n \r\n',
  },
  'header lines': { first: 'HTTP/1.1 200 OK\r\n', unit: 'x: y\r\n' },
  'a header line': { first: 'HTTP/1.1 200 OK\r\nx: ', unit: 'y' },
  'trailer lines': {
    first: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n',
    unit: 'x: y\r\n',
  },
  'blank lines': { unit: '\r\n' },
  /** The first response is the requested one. */
  'answers nobody asked for': { unit: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}' },
  'TLS records of a byte': {
    tls: true,
    single: true,
    first: 'HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n',
    unit: ' ',
  },
};

/** All kinds of floods, as `http/1.1: …` and `http/2: …`. */
export const kinds = [
  ...Object.keys(floodsOfHttp1).map((name) => `http/1.1: ${name}`),
  ...Object.keys(floodsOfHttp2).map((name) => `http/2: ${name}`),
];

/** Starts a server of this kind. It floods each connection after its first request. */
export async function startFlood(kind) {
  const child = fork(fileURLToPath(import.meta.url), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const seen = { requests: 0 };
  child.send({ kind, tls: good });
  const [{ port, secure }] = await once(child, 'message');
  child.on('message', () => {
    seen.requests += 1;
  });
  return {
    seen,
    baseUrl: `${secure ? 'https' : 'http'}://127.0.0.1:${port}/v1`,
    async close() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Writes the results of `next` as long as the other side reads. */
function pour(socket, next) {
  const write = () => {
    while (!socket.destroyed) {
      const bytes = next();
      // Nothing can be written at the moment. The caller tries again.
      if (!bytes) return;
      if (!socket.write(bytes)) return;
    }
  };
  // Through the event loop. Otherwise nothing would ever be read.
  socket.on('drain', () => setImmediate(write));
  write();
  return write;
}

function startHttp1Flood({ first = '', unit, single }) {
  const batch = Buffer.from(unit.repeat(Math.ceil(BATCH / unit.length)));
  return (socket, onRequest) => {
    let received = '';
    socket.on('data', (chunk) => {
      if (received.length > BATCH) return;
      const before = received.includes('\r\n\r\n');
      received += chunk.toString('latin1');
      if (before || !received.includes('\r\n\r\n')) return;
      onRequest();
      socket.write(first);
      if (single) {
        const byte = Buffer.from(unit);
        const next = () => !socket.destroyed && socket.write(byte, next);
        next();
      } else {
        pour(socket, () => batch);
      }
    });
  };
}

function serve({ kind, tls }) {
  const [protocol, name] = kind.split(/: (.*)/s);
  const http2 = protocol === 'http/2';
  const flood = http2
    ? startHttp2Flood(floodsOfHttp2[name], pour, BATCH)
    : startHttp1Flood(floodsOfHttp1[name]);
  const secure = http2 || floodsOfHttp1[name].tls === true;
  const accept = (socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    flood(socket, () => process.send({ request: true }));
  };
  const server = secure
    ? createTlsServer({ ...tls, ALPNProtocols: [http2 ? 'h2' : 'http/1.1'] }, accept)
    : createServer(accept);
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port, secure }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once('message', serve);
  process.on('disconnect', () => process.exit());
  setTimeout(() => process.exit(), LONGEST_LIFE);
}

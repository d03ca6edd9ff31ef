/** An HTTP/1.1 server on raw sockets, so that it can break every rule. It also supports TLS. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { good } from './certificates.mjs';

/** `connect` returns this if it reads from the socket itself. */
export const TAKEN = Symbol('taken');

/**
 * @typedef {object} Fault
 * @property {(socket: import('node:net').Socket) => unknown} [connect] a connection was made
 * @property {(socket: import('node:net').Socket) => void} [head] a request's header is complete
 * @property {(socket: import('node:net').Socket, number: number) => void} [request] a request is
 *   complete; `number` counts the requests of this server
 */

/**
 * @param {Fault} fault
 * @param {import('node:tls').TlsOptions | boolean} [tls] options in addition to the valid
 * certificate
 */
export async function http1Server(fault, tls) {
  /** The complete requests, by method. */
  const seen = { POST: 0, GET: 0, connections: 0 };
  const sockets = new Set();

  const serve = (socket) => {
    seen.connections += 1;
    socket.on('error', () => {});
    socket.setNoDelay(true);
    if (fault.connect?.(socket) === TAKEN) return;
    let received = '';
    let inBody = false;
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (;;) {
        const request = parse(received);
        if (!request) return;
        if (!inBody) fault.head?.(socket);
        inBody = !request.complete;
        if (inBody) return;
        received = received.slice(request.length);
        seen[request.method] += 1;
        fault.request?.(socket, seen.POST + seen.GET);
      }
    });
  };

  const server = tls
    ? createTlsServer({ ...good, ALPNProtocols: ['http/1.1'], ...(tls === true ? {} : tls) }, serve)
    : createServer(serve);
  // Tracked below TLS, so that closing includes connections with an incomplete handshake.
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    seen,
    port: server.address().port,
    baseUrl: `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}/v1`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Parses the first request in a text. Returns nothing while its header is incomplete. */
function parse(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const length = end + 4 + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return { method: head.slice(0, head.indexOf(' ')), length, complete: text.length >= length };
}

/** A response as text, with the length of its body unless a header sets it. */
export function answer(status, body = '', headers = []) {
  const framed = headers.some((header) => /^(content-length|transfer-encoding):/i.test(header));
  const length = framed ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`HTTP/1.1 ${status}`, ...headers, ...length, '', body].join('\r\n');
}

export const json = (status, value, headers = []) =>
  answer(status, JSON.stringify(value), ['Content-Type: application/json', ...headers]);

/** A successful response for each method. */
export const OK_VALUE = {
  expiresInSeconds: 300,
  verified: true,
  valid: true,
  sent: 1,
  items: [],
};
export const OK = json('200 OK', OK_VALUE);

/** A CONNECT proxy that connects every name to one local port, and records what it receives. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { good } from './certificates.mjs';

/**
 * @param {number} port the target of all connections
 * @param {{ refuse?: (socket: import('node:net').Socket) => void, secure?: boolean }} [options]
 *   `refuse` is called instead of opening a connection
 */
export async function connectProxy(port, { refuse, secure } = {}) {
  /** The headers of all requests, and all bytes from clients. */
  const seen = { requests: [], bytes: '' };
  const sockets = new Set();
  const serve = (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      seen.bytes += chunk.toString('latin1');
    });
    socket.once('data', (chunk) => {
      seen.requests.push(chunk.toString('latin1'));
      if (refuse) return refuse(socket);
      const onward = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => socket.destroy());
      socket.on('close', () => onward.destroy());
    });
  };
  const server = secure ? createTlsServer(good, serve) : createServer(serve);
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    seen,
    authority: `127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** An HTTP/2 server that writes single frames, so that it can break every rule. */
import { once } from 'node:events';
import { createServer } from 'node:tls';
import { good } from './certificates.mjs';
import { OK_VALUE } from './http1.mjs';

const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const PING = 6;
const GOAWAY = 7;
const END_STREAM = 1;
const ACK = 1;
const END_HEADERS = 4;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Error codes of RFC 9113, section 7. */
export const Code = {
  NO_ERROR: 0,
  PROTOCOL_ERROR: 1,
  INTERNAL_ERROR: 2,
  REFUSED_STREAM: 7,
  CANCEL: 8,
  ENHANCE_YOUR_CALM: 11,
  HTTP_1_1_REQUIRED: 13,
};

/** `:status` in HPACK's static table. */
const STATUS = { 200: 0x88, 204: 0x89, 400: 0x8c, 404: 0x8d, 500: 0x8e };

/** The sending half of a connection. */
class Peer {
  constructor(socket) {
    this.socket = socket;
  }

  frame(type, flags, stream, payload = Buffer.alloc(0)) {
    const header = Buffer.alloc(9);
    header.writeUIntBE(payload.length, 0, 3);
    header.writeUInt8(type, 3);
    header.writeUInt8(flags, 4);
    header.writeUInt32BE(stream, 5);
    this.socket.write(Buffer.concat([header, payload]));
  }

  /** @param {[number, number][]} [pairs] identifiers and values */
  settings(pairs = []) {
    const payload = Buffer.alloc(6 * pairs.length);
    for (const [at, [id, value]] of pairs.entries()) {
      payload.writeUInt16BE(id, 6 * at);
      payload.writeUInt32BE(value, 6 * at + 2);
    }
    this.frame(SETTINGS, 0, 0, payload);
  }

  headers(stream, status, end = false) {
    this.block(stream, Buffer.from([STATUS[status]]), end);
  }

  block(stream, block, end = false) {
    this.frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block);
  }

  data(stream, text, end = true) {
    this.frame(DATA, end ? END_STREAM : 0, stream, Buffer.from(text));
  }

  answer(stream, status = 200, body = JSON.stringify(OK_VALUE)) {
    this.headers(stream, status);
    this.data(stream, body);
  }

  reset(stream, code) {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(code);
    this.frame(RST_STREAM, 0, stream, payload);
  }

  goAway(lastStream, code) {
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(lastStream);
    payload.writeUInt32BE(code, 4);
    this.frame(GOAWAY, 0, 0, payload);
  }
}

/**
 * @typedef {object} Fault
 * @property {(peer: Peer) => void} [open] instead of the server's settings
 * @property {(peer: Peer, stream: number) => void} [head] a request's header arrived
 * @property {(peer: Peer, stream: number, number: number) => void} [request] a request is complete,
 *   `number` counts the requests of this server
 * @property {boolean} [mute] acknowledges neither settings nor pings
 */

/** @param {Fault} fault */
export async function http2Server(fault) {
  const seen = { POST: 0, GET: 0, connections: 0, pings: 0 };
  const sockets = new Set();
  const server = createServer({ ...good, ALPNProtocols: ['h2'] }, (socket) => {
    seen.connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const peer = new Peer(socket);
    const methods = new Map();
    if (fault.open) fault.open(peer);
    else peer.settings();

    const take = (type, flags, stream, payload) => {
      if (type === SETTINGS && !(flags & ACK) && !fault.mute) peer.frame(SETTINGS, ACK, 0);
      if (type === PING && !(flags & ACK)) {
        seen.pings += 1;
        if (!fault.mute) peer.frame(PING, ACK, 0, payload);
      }
      if (type === HEADERS) {
        // `:method` comes first, as an index into the static table.
        methods.set(stream, payload[0] === 0x83 ? 'POST' : 'GET');
        fault.head?.(peer, stream);
      }
      if ((type === HEADERS || type === DATA) && flags & END_STREAM) {
        seen[methods.get(stream)] += 1;
        fault.request?.(peer, stream, seen.POST + seen.GET);
      }
    };

    let received = Buffer.alloc(0);
    let greeted = false;
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (!greeted && received.length >= PREFACE.length) {
        greeted = true;
        received = received.subarray(PREFACE.length);
      }
      while (greeted && received.length >= 9) {
        const end = 9 + received.readUIntBE(0, 3);
        if (received.length < end) return;
        const frame = received.subarray(0, end);
        received = received.subarray(end);
        take(frame[3], frame[4], frame.readUInt32BE(5) & 0x7fffffff, frame.subarray(9));
      }
    });
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    seen,
    baseUrl: `https://127.0.0.1:${server.address().port}/v1`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

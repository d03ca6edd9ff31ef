/** Faults of HTTP/2. */
import {
  broken,
  either,
  http,
  notProcessed,
  raced,
  success,
  timeout,
  timeoutUnsent,
  unusable,
} from './expectations.mjs';
import { Code, http2Server } from './http2.mjs';

/** Short, because calls wait until the deadline. Long enough for a handshake on a busy machine. */
const SHORT = 2000;
const MAX_STREAMS = 3;
const WINDOW = 4;
const LAST = 0x7fffffff;

const row = (name, fault, expected, more = {}) => ({
  name: `http/2: ${name}`,
  start: () => http2Server(fault),
  expected,
  ...more,
});

const onRequest = (name, request, expected, more) => row(name, { request }, expected, more);

/** Repeats `act` quickly, without end. */
function flood(peer, act) {
  const timer = setInterval(() => {
    if (peer.socket.destroyed) clearInterval(timer);
    else for (let at = 0; at < 50; at++) act();
  }, 2);
  peer.socket.on('close', () => clearInterval(timer));
}

/** `:status: 100`, which is not in the static table. */
const CONTINUE = Buffer.from([0x08, 3, 0x31, 0x30, 0x30]);

const resets = Object.entries(Code)
  .filter(([name]) => name !== 'REFUSED_STREAM')
  .map(([name, code]) =>
    onRequest(`RST_STREAM ${name}`, (peer, stream) => peer.reset(stream, code), broken()),
  );

export const http2Rows = [
  onRequest('an answer', (peer, stream) => peer.answer(stream), success),
  ...resets,
  onRequest(
    'RST_STREAM REFUSED_STREAM',
    (peer, stream) => peer.reset(stream, Code.REFUSED_STREAM),
    notProcessed,
  ),
  onRequest(
    'RST_STREAM REFUSED_STREAM after a header',
    (peer, stream) => {
      peer.headers(stream, 200);
      peer.reset(stream, Code.REFUSED_STREAM);
    },
    // A response was started, so the request was processed, despite the code.
    broken(200),
    { cause: /REFUSED_STREAM/ },
  ),
  onRequest(
    'RST_STREAM amid the body',
    (peer, stream) => {
      peer.headers(stream, 200);
      peer.data(stream, '{"e', false);
      peer.reset(stream, Code.INTERNAL_ERROR);
    },
    broken(200),
  ),
  onRequest(
    'RST_STREAM CANCEL amid the body',
    (peer, stream) => {
      peer.headers(stream, 200);
      peer.data(stream, '{"e', false);
      peer.reset(stream, Code.CANCEL);
    },
    broken(200),
  ),
  onRequest(
    'RST_STREAM NO_ERROR after the answer',
    (peer, stream) => {
      peer.answer(stream);
      peer.reset(stream, Code.NO_ERROR);
    },
    success,
  ),
  row(
    'a refusal before the body has come',
    {
      head: (peer, stream) => {
        peer.answer(stream, 400, '<html>');
        peer.reset(stream, Code.NO_ERROR);
      },
    },
    http(400),
  ),
  onRequest('GOAWAY before this request', (peer) => peer.goAway(0, Code.NO_ERROR), notProcessed),
  onRequest(
    'GOAWAY before this request, for a fault',
    (peer) => peer.goAway(0, Code.ENHANCE_YOUR_CALM),
    notProcessed,
  ),
  onRequest(
    'GOAWAY before this request, then the end',
    (peer) => {
      peer.goAway(0, Code.PROTOCOL_ERROR);
      peer.socket.end();
    },
    notProcessed,
  ),
  onRequest(
    'GOAWAY after this request, then its answer',
    (peer, stream) => {
      peer.goAway(stream, Code.NO_ERROR);
      peer.answer(stream);
    },
    success,
  ),
  onRequest(
    'GOAWAY after this request, then the end',
    (peer, stream) => {
      peer.goAway(stream, Code.NO_ERROR);
      peer.socket.end();
    },
    broken(),
  ),
  onRequest(
    'GOAWAY for later, then the end',
    (peer) => {
      peer.goAway(LAST, Code.NO_ERROR);
      peer.socket.end();
    },
    broken(),
  ),
  onRequest(
    'GOAWAY for a fault, after this request',
    (peer, stream) => {
      peer.goAway(stream, Code.INTERNAL_ERROR);
      peer.socket.end();
    },
    broken(),
  ),
  onRequest(
    'GOAWAY before this request, amid its answer',
    (peer, stream) => {
      peer.headers(stream, 200);
      peer.goAway(0, Code.NO_ERROR);
      peer.socket.end();
    },
    // The HTTP library treats it as the end of the body.
    unusable(),
  ),
  onRequest('close', (peer) => peer.socket.end(), broken()),
  onRequest('reset', (peer) => peer.socket.destroy(), broken()),
  onRequest('silence', () => {}, timeout, { timeout: SHORT }),
  row('settings never answered', { open() {}, mute: true }, timeout, { timeout: SHORT }),
  row(
    'settings never sent',
    { open() {}, mute: true, request: (peer, stream) => peer.answer(stream) },
    success,
  ),
  row(
    'room for no stream',
    { open: (peer) => peer.settings([[MAX_STREAMS, 0]]) },
    // The request may be sent before the limit is known.
    either(timeout, timeoutUnsent()),
    { timeout: SHORT },
  ),
  row(
    'room for no body',
    { open: (peer) => peer.settings([[WINDOW, 0]]) },
    // It is a race whether the body was started, but it cannot have arrived.
    either(timeoutUnsent(1), { post: { ...timeout.post, requests: 0 }, get: timeout.get }, timeout),
    { timeout: SHORT },
  ),
  row(
    'garbage instead of settings',
    { open: (peer) => peer.socket.write(Buffer.alloc(64, 0xff)) },
    raced,
  ),
  onRequest('garbage frames', (peer) => peer.socket.write(Buffer.alloc(64, 0xff)), broken()),
  onRequest(
    'a frame of 16 MB',
    (peer, stream) => peer.frame(0, 0, stream, Buffer.alloc((1 << 24) - 1)),
    broken(),
  ),
  onRequest(
    'a header block that is not HPACK',
    (peer, stream) => peer.block(stream, Buffer.alloc(64, 0xff)),
    broken(),
  ),
  onRequest(
    'a header without a status',
    (peer, stream) => peer.block(stream, Buffer.from([0x00, 1, 120, 1, 121]), true),
    broken(),
  ),
  onRequest(
    'a header of 64 KB',
    (peer, stream) => {
      // `x: yyy…` without Huffman coding, over four frames.
      const length = Buffer.from([0x7f, 0x81, 0xff, 0x03]);
      const block = Buffer.concat([
        Buffer.from([0x88, 0x00, 1, 120]),
        length,
        Buffer.alloc(0x10000, 121),
      ]);
      peer.frame(1, 0, stream, block.subarray(0, 16384));
      for (let at = 16384; at < block.length; at += 16384) {
        const part = block.subarray(at, at + 16384);
        peer.frame(9, at + 16384 >= block.length ? 4 : 0, stream, part);
      }
    },
    broken(),
  ),
  onRequest(
    '100 before the answer',
    (peer, stream) => {
      peer.block(stream, CONTINUE);
      peer.answer(stream);
    },
    success,
  ),
  onRequest(
    '100 for ever',
    (peer, stream) => flood(peer, () => peer.block(stream, CONTINUE)),
    either(timeout, broken()),
    { timeout: SHORT },
  ),
  onRequest(
    'empty data for ever',
    (peer, stream) => {
      peer.headers(stream, 200);
      flood(peer, () => peer.data(stream, '', false));
    },
    broken(200),
  ),
  onRequest('settings for ever', (peer) => flood(peer, () => peer.settings()), timeout, {
    timeout: SHORT,
  }),
  onRequest('data before a header', (peer, stream) => peer.data(stream, '{}'), broken()),
  onRequest('an answer to another request', (peer) => peer.answer(99), broken()),
  onRequest('204', (peer, stream) => peer.headers(stream, 204, true), unusable(204)),
  onRequest('500 with HTML', (peer, stream) => peer.answer(stream, 500, '<html>'), http(500)),
  onRequest('a stall after the header', (peer, stream) => peer.headers(stream, 200), timeout, {
    timeout: SHORT,
  }),
  row('close instead of settings', { open: (peer) => peer.socket.end() }, raced),
];

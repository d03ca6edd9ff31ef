/** Faults of connections and of HTTP/1.1. */
import {
  broken,
  either,
  http,
  notSent,
  raced,
  refusal,
  success,
  timeout,
  tooLarge,
  unusable,
} from './expectations.mjs';
import { answer, http1Server, json, OK, OK_VALUE } from './http1.mjs';

/** Short, because these calls wait until the deadline. Long enough to connect on a busy machine. */
const SHORT = 1000;

const HTML = '<html><body>Bad Gateway</body></html>';
const BODY = JSON.stringify(OK_VALUE);

/** A server that writes `text` for every request, and optionally closes. */
const says = (text, { close = false } = {}) => ({
  request: (socket) => (close ? socket.end(text) : socket.write(text)),
});

/** A response with one byte per character. */
const latin1 = (status, body) =>
  Buffer.from(answer(status, body, [`Content-Length: ${body.length}`]), 'latin1');

const row = (name, fault, expected, more = {}) => ({
  name: `http/1.1: ${name}`,
  start: () => http1Server(fault),
  expected,
  ...more,
});

/** Nothing listens on the address. */
const nowhere = (baseUrl) => () => ({ seen: { POST: 0, GET: 0 }, baseUrl, close() {} });

const reset = (socket) => setTimeout(() => socket.resetAndDestroy(), 20);

/** Writes `parts` one by one, `pause` milliseconds apart. */
function drip(socket, parts, pause) {
  let at = 0;
  const timer = setInterval(() => {
    if (at === parts.length || socket.destroyed) clearInterval(timer);
    else socket.write(parts[at++]);
  }, pause);
}

const connections = [
  {
    name: 'connection refused',
    start: nowhere('http://127.0.0.1:2/v1'),
    expected: notSent,
    message: /refused the connection/,
  },
  {
    name: 'name not in the DNS',
    start: nowhere('https://api.nowhere.invalid/v1'),
    expected: notSent,
    message: /could not be found in the DNS/,
  },
  row('close as soon as it is open', { connect: (socket) => socket.end() }, raced),
  row('reset as soon as it is open', { connect: (socket) => socket.resetAndDestroy() }, raced),
  row(
    'an answer before the request',
    { connect: (socket) => socket.end(OK) },
    either(success, raced),
  ),
  row('silence', {}, timeout, { timeout: SHORT, message: /within 1000 ms/ }),
  row('close instead of an answer', { request: (socket) => socket.end() }, broken()),
  row('reset instead of an answer', { request: reset }, broken(), {
    cause: /reset the connection/,
  }),
  row(
    'reset after part of the header',
    {
      request: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Le');
        reset(socket);
      },
    },
    broken(),
  ),
  row('close after part of the header', says('HTTP/1.1 200 OK\r\nX-', { close: true }), broken()),
  row(
    'reset after the header',
    {
      request: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n');
        reset(socket);
      },
    },
    broken(200),
  ),
  row(
    'reset amid the body',
    {
      request: (socket) => {
        socket.write(answer('200 OK', '{"expires', ['Content-Length: 100']));
        reset(socket);
      },
    },
    broken(200),
  ),
  row(
    'reset amid the body of a 503',
    {
      request: (socket) => {
        socket.write(answer('503 Busy', '{"succ', ['Content-Length: 100']));
        reset(socket);
      },
    },
    http(503),
  ),
  row('stall after the header', says('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'), timeout, {
    timeout: SHORT,
  }),
  row('stall amid the body', says(answer('200 OK', '{"e', ['Content-Length: 100'])), timeout, {
    timeout: SHORT,
  }),
  row('a header byte by byte', { request: (socket) => drip(socket, [...OK], 40) }, timeout, {
    timeout: SHORT,
  }),
  row(
    'a body byte by byte, for ever',
    {
      request: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        drip(socket, Array(200).fill('1\r\n \r\n'), 20);
      },
    },
    timeout,
    { timeout: SHORT },
  ),
  row(
    'an answer in small pieces',
    { request: (socket) => drip(socket, OK.match(/.{1,30}/gs), 5) },
    success,
  ),
];

const malformed = [
  row('no HTTP at all', says('220 smtp.example ESMTP\r\n', { close: true }), broken()),
  row('a status line of another protocol', says('ICY 200 OK\r\n\r\n', { close: true }), broken()),
  row('a status of four digits', says('HTTP/1.1 2000 OK\r\n\r\n', { close: true }), broken()),
  row('HTTP/0.9: a body alone', says(BODY, { close: true }), broken()),
  row('HTTP/3.0', says('HTTP/3.0 200 OK\r\n\r\n', { close: true }), broken()),
  row('binary', { request: (socket) => socket.end(Buffer.alloc(512, 0xff)) }, broken()),
  row('a NUL in a header', says('HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n', { close: true }), broken()),
  row(
    'a space in a header name',
    says('HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n', { close: true }),
    broken(),
  ),
  row('a header of 1 MB', says(answer('200 OK', BODY, [`X: ${'x'.repeat(1 << 20)}`])), broken(), {
    message: /too large|valid HTTP|failed/,
  }),
  row('a header line without end', says(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1 << 20)}`), broken()),
  row('500 headers', says(answer('200 OK', BODY, Array(500).fill('X-Y: 1'))), broken()),
  row(
    'Content-Length: -1',
    says('HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', { close: true }),
    broken(),
  ),
  row(
    'two Content-Lengths that differ',
    says('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', { close: true }),
    broken(),
  ),
  row(
    'Content-Length too long',
    says(answer('200 OK', BODY, ['Content-Length: 999']), { close: true }),
    broken(200),
  ),
  row('Content-Length too short', says(answer('200 OK', BODY, ['Content-Length: 9'])), unusable()),
  row(
    'a Content-Length of 100 GB',
    says(answer('200 OK', '', ['Content-Length: 100000000000'])),
    tooLarge,
    { message: /larger than 8 MiB/ },
  ),
  row(
    'a body of 9 MB in chunks',
    {
      request: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        for (let at = 0; at < 144; at++) socket.write(`10000\r\n${' '.repeat(0x10000)}\r\n`);
      },
    },
    tooLarge,
  ),
  row(
    'chunk garbage',
    says(answer('200 OK', 'zz\r\n{}\r\n', ['Transfer-Encoding: chunked'])),
    broken(200),
  ),
  row(
    'a chunk size of 20 digits',
    says(answer('200 OK', `${'f'.repeat(20)}\r\n{}\r\n`, ['Transfer-Encoding: chunked'])),
    broken(200),
  ),
  row(
    'no last chunk',
    says(
      answer('200 OK', `${BODY.length.toString(16)}\r\n${BODY}\r\n`, [
        'Transfer-Encoding: chunked',
      ]),
      {
        close: true,
      },
    ),
    broken(200),
  ),
  row(
    '1 MB of trailers',
    says(
      answer('200 OK', `0\r\nX: ${'x'.repeat(1 << 20)}\r\n\r\n`, ['Transfer-Encoding: chunked']),
    ),
    broken(200),
  ),
  row(
    'a coding nobody asked for',
    says(json('200 OK', OK_VALUE, ['Content-Encoding: gzip'])),
    success,
  ),
  row(
    'gzip nobody asked for',
    says(answer('200 OK', '\x1f\x8b\x08\x00\x00', ['Content-Encoding: gzip'])),
    unusable(),
  ),
];

const bodies = [
  row('200 with an empty body', says(answer('200 OK')), unusable()),
  row('200 with HTML', says(answer('200 OK', HTML)), unusable()),
  row('200 with half of the JSON', says(answer('200 OK', BODY.slice(0, 9))), unusable()),
  row('200 with two JSON objects', says(answer('200 OK', BODY + BODY)), unusable()),
  row('200 with an array', says(answer('200 OK', '[1]')), unusable()),
  row('200 with null', says(answer('200 OK', 'null')), unusable()),
  row('200 not in UTF-8', says(latin1('200 OK', '{"a":"\xff"}')), unusable(), {
    message: /not UTF-8/,
  }),
  row('200 with a NUL', says(answer('200 OK', '{"a":"\0"}')), unusable()),
  row('200, success without data', says(json('200 OK', { success: true, data: 5 })), unusable()),
  row('200, failure without a name', says(json('200 OK', { success: false })), unusable()),
  row(
    '200, failure with a name',
    says(json('200 OK', { success: false, error: { code: 'BAXVERIFY_OTP_INVALID' } })),
    refusal('BAXVERIFY_OTP_INVALID', 200),
  ),
  row(
    '200, 100 levels deep',
    says(answer('200 OK', `{"a":${'['.repeat(99)}${']'.repeat(99)}}`)),
    success,
  ),
  row(
    '200, 3,000,000 levels deep',
    says(answer('200 OK', `{"a":${'['.repeat(3_000_000)}${']'.repeat(3_000_000)}}`)),
    unusable(),
    { message: /nested too deeply/ },
  ),
  row(
    '200 with numbers too large for a double',
    says(answer('200 OK', '{"expiresInSeconds":1e999,"verified":true}')),
    success,
  ),
  row('204', says('HTTP/1.1 204 No Content\r\n\r\n'), unusable(204)),
  row('205', says(answer('205 Reset Content')), unusable(205)),
];

const statuses = [
  ...[301, 302, 303, 307, 308].map((status) =>
    row(
      `${status} to itself`,
      {
        request: (socket) =>
          socket.write(
            answer(`${status} Moved`, '', [`Location: http://127.0.0.1:${socket.localPort}/v2`]),
          ),
      },
      http(status),
      { message: /is a redirect/ },
    ),
  ),
  row('304', says('HTTP/1.1 304 Not Modified\r\n\r\n'), http(304)),
  ...[400, 401, 403, 404, 405, 407, 408, 413, 418, 429, 500, 501, 502, 503, 504, 599].map(
    (status) => row(`${status} with HTML`, says(answer(`${status} Status`, HTML)), http(status)),
  ),
  row('502 with an empty body', says(answer('502 Bad Gateway')), http(502)),
  row('999', says(answer('999 Denied')), http(999)),
  row(
    '101',
    says('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    http(101),
  ),
  row(
    '100 and 103 before the answer',
    says(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}`),
    success,
  ),
  row(
    '100 for ever',
    {
      request: (socket) =>
        drip(socket, Array(400).fill('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)), 2),
    },
    timeout,
    { timeout: SHORT },
  ),
  row('HTTP/1.0', says(OK.replace('HTTP/1.1', 'HTTP/1.0'), { close: true }), success),
  row(
    'HTTP/1.0 without a length',
    says(`HTTP/1.0 200 OK\r\n\r\n${BODY}`, { close: true }),
    success,
  ),
  row('two answers at once', says(OK + OK), success),
  row(
    'a refusal before the request is read',
    { head: (socket) => socket.end(answer('413 Too Large', HTML, ['Connection: close'])) },
    http(413),
  ),
];

const WRONG = [5, true, null, [], 'text.', {}];
const envelopes = [
  ...WRONG.filter((value) => value !== null).map((error) =>
    row(
      `error: ${JSON.stringify(error)}`,
      says(json('400 Bad', { success: false, error })),
      http(400),
    ),
  ),
  ...[5, null, [], '', 'lower_case', 'A B', 'X'.repeat(65)].map((code) =>
    row(
      `error.code: ${JSON.stringify(code).slice(0, 20)}`,
      says(json('400 Bad', { success: false, error: { code, message: 'm' } })),
      http(400),
    ),
  ),
  ...['message', 'details'].map((field) =>
    row(
      `error.${field} of every wrong type`,
      {
        request: (socket, number) =>
          socket.write(
            json('400 Bad', {
              success: 'no',
              error: { code: 'BAXVERIFY_OTP_EXPIRED', [field]: WRONG[number % 6] },
            }),
          ),
      },
      refusal('BAXVERIFY_OTP_EXPIRED', 400),
    ),
  ),
  ...WRONG.map((value) =>
    row(
      `timestamp and path: ${JSON.stringify(value)}`,
      says(
        json('400 Bad', {
          success: value,
          timestamp: value,
          path: value,
          error: { code: 'BAXVERIFY_INVALID_PHONE', message: value, details: value },
        }),
      ),
      refusal('BAXVERIFY_INVALID_PHONE', 400),
    ),
  ),
  row(
    'an envelope 200 levels deep',
    says(
      answer(
        '400 Bad',
        `{"error":{"code":"BAXVERIFY_OTP_EXPIRED","details":{"a":${'['.repeat(200)}${']'.repeat(200)}}}}`,
      ),
    ),
    http(400),
  ),
  row(
    'an envelope of 1 MB',
    says(
      json('400 Bad', { error: { code: 'BAXVERIFY_OTP_EXPIRED', message: 'x'.repeat(1 << 20) } }),
    ),
    http(400),
  ),
  row(
    'an envelope not in UTF-8',
    says(latin1('400 Bad', '{"error":{"code":"BAXVERIFY_OTP_EXPIRED","message":"Expired \xff."}}')),
    refusal('BAXVERIFY_OTP_EXPIRED', 400),
  ),
  row(
    'the rate limit',
    says(json('429 Too Many', { success: false, error: { code: 'BAXVERIFY_RATE_LIMIT' } })),
    refusal('BAXVERIFY_RATE_LIMIT', 429, { retryable: true, transient: true }),
  ),
  row(
    'a code that is not documented',
    says(json('409 Conflict', { success: false, error: { code: 'BAXVERIFY_SOMETHING_NEW' } })),
    refusal('BAXVERIFY_SOMETHING_NEW', 409),
  ),
];

export const http1Rows = [...connections, ...malformed, ...bodies, ...statuses, ...envelopes];

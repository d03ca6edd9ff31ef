import net from 'node:net';

const EMPTY = Buffer.alloc(0);

/**
 * A server on 127.0.0.1 that responds from a script. Each request takes the next function of the
 * queue. The function gets the raw socket and can behave like any real network.
 *
 * It does not use node:http, which hides the bytes of a request and cannot break a response at any
 * point.
 */
export class Server {
  /** The requests whose header has arrived, in order. */
  requests = [];
  connections = 0;
  /** Open connections. */
  sockets = new Set();
  /** The number of connections that the other side ended or broke. */
  closed = 0;
  #queue = [];
  #server;
  #waiting = [];
  #onConnection;

  /** `onConnection` takes over the socket, for servers that never reach HTTP. */
  static async start(t, { onConnection } = {}) {
    const server = new Server();
    server.#onConnection = onConnection;
    server.#server = net.createServer((socket) => server.#accept(socket));
    await new Promise((resolve, reject) => {
      server.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    t?.after(() => server.close());
    return server;
  }

  get port() {
    return this.#server.address().port;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  get url() {
    return `${this.origin}/v1`;
  }

  /** Adds responses to the script. */
  reply(...answers) {
    this.#queue.push(...answers);
    return this;
  }

  get last() {
    return this.requests.at(-1);
  }

  /** Resolves when `condition` is true. It is checked after each event of the server. */
  async until(condition, limit = 5000) {
    if (condition()) return;
    await new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`not within ${limit} ms: ${condition}`)),
        limit,
      );
      this.#waiting.push(() => {
        if (!condition()) return false;
        clearTimeout(timer);
        resolve();
        return true;
      });
    });
  }

  async close() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #changed() {
    this.#waiting = this.#waiting.filter((check) => !check());
  }

  #accept(socket) {
    const connection = ++this.connections;
    this.sockets.add(socket);
    socket.setNoDelay(true);
    // In many tests, clients disconnect.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.closed++;
      this.#changed();
    });
    if (this.#onConnection) this.#onConnection(socket);
    else this.#read(socket, connection);
    this.#changed();
  }

  #read(socket, connection) {
    let bytes = EMPTY;
    let request;
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (;;) {
        if (!request) {
          const end = bytes.indexOf('\r\n\r\n');
          if (end < 0) return;
          request = { ...parseHead(bytes.toString('latin1', 0, end)), connection, at: Date.now() };
          bytes = bytes.subarray(end + 4);
        }
        const length = Number(request.headers['content-length'] ?? 0);
        if (bytes.length < length) return;
        request.bytes = bytes.subarray(0, length);
        request.body = request.bytes.toString();
        bytes = bytes.subarray(length);
        this.requests.push(request);
        const answer = this.#queue.shift() ?? unscripted;
        answer(socket, request);
        request = undefined;
        this.#changed();
      }
    });
  }
}

function parseHead(text) {
  const [line, ...fields] = text.split('\r\n');
  const [method, path, version] = line.split(' ');
  const rawHeaders = fields.map((field) => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon), field.slice(colon + 1).trim()];
  });
  const headers = Object.create(null);
  for (const [name, value] of rawHeaders) headers[name.toLowerCase()] = value;
  return { method, path, version, headers, rawHeaders };
}

/** A code and a status that no test expects, so that the test fails at its first assertion. */
const unscripted = (socket) =>
  answer(
    418,
    '{"error":{"code":"UNSCRIPTED","message":"The test planned no such request."}}',
  )(socket);

/** The given head and body, with a matching content-length. */
export function answer(status, body = '', headers = {}) {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
  const fields = Object.entries({ 'content-length': bytes.length, ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return (socket) => {
    socket.write(
      Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Scripted\r\n${fields}\r\n`, 'latin1'), bytes]),
    );
  };
}

export function json(value, { status = 200, headers } = {}) {
  return answer(status, JSON.stringify(value), { 'content-type': 'application/json', ...headers });
}

/** The documented error body. */
export function envelope(code, message, { details, ...rest } = {}) {
  return {
    success: false,
    error: { code, message, details },
    timestamp: '2026-01-02T03:04:05.678Z',
    path: '/v1/auth/sms/send',
    ...rest,
  };
}

/** Receives the request and never responds. */
export const silence = () => {};

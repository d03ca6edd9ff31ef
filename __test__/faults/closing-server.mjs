/**
 * A server in a separate process that closes or resets a connection after its last response. The
 * `purpose` of the request is the delay in milliseconds.
 *
 * Forked with `close` or `reset`. It sends its port. On the message `report`, it sends how often it
 * received each phone number, and which numbers came on a reused connection.
 */
import { createServer } from 'node:net';

const how = process.argv[2];
/** Timers are not exact. The rest of the delay is spent in turns of the event loop. */
const TURNS = 1.5;

const ANSWER =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n' +
  '{"expiresInSeconds":300}';

let times = new Map();
let reused = [];
let connections = 0;

const server = createServer({ noDelay: true }, (socket) => {
  connections += 1;
  let requests = 0;
  let due = Number.POSITIVE_INFINITY;
  let timer;
  const close = () => {
    if (socket.destroyed) return;
    if (performance.now() < due) {
      setImmediate(close);
      return;
    }
    if (how === 'reset') socket.resetAndDestroy();
    else socket.destroy();
  };
  let received = '';
  socket.on('error', () => {});
  socket.on('close', () => clearTimeout(timer));
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/^content-length: *(\d+)/im.exec(received)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    const { phone, purpose } = JSON.parse(received.slice(end + 4, end + 4 + length));
    received = received.slice(end + 4 + length);
    times.set(phone, (times.get(phone) ?? 0) + 1);
    if (requests++ > 0) reused.push(phone);
    socket.write(ANSWER);
    clearTimeout(timer);
    const kept = Number(purpose);
    due = performance.now() + kept;
    timer = setTimeout(close, kept - TURNS);
  });
});

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => {
  process.send({ times: [...times], reused, connections });
  times = new Map();
  reused = [];
  connections = 0;
});
process.on('disconnect', () => process.exit());

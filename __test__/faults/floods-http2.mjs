/** Floods of HTTP/2 frames, RFC 9113. */

const DATA = 0;
const HEADERS = 1;
const PRIORITY = 2;
const RST_STREAM = 3;
const SETTINGS = 4;
const PING = 6;
const WINDOW_UPDATE = 8;
const CONTINUATION = 9;
/** An unknown frame type, which must be ignored: RFC 9113, section 5.5. */
const UNKNOWN = 0xbb;
const ACK = 1;
const END_HEADERS = 4;
const INITIAL_WINDOW_SIZE = 4;
const DEFAULT_WINDOW = 65_535;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** `:status: 200` from HPACK's static table, and `:status: 103` as a literal. */
const OK = Buffer.from([0x88]);
const EARLY_HINTS = Buffer.from([0x08, 3, 0x31, 0x30, 0x33]);

function frame(type, flags, stream, payload = Buffer.alloc(0)) {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

const number = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** The frames to start with and the frames to repeat, for the stream of the request. */
export const floodsOfHttp2 = {
  'PING ACK': { unit: () => frame(PING, ACK, 0, Buffer.alloc(8)) },
  PING: { unit: () => frame(PING, 0, 0, Buffer.alloc(8)) },
  SETTINGS: { unit: () => frame(SETTINGS, 0, 0) },
  'WINDOW_UPDATE of the connection': { unit: () => frame(WINDOW_UPDATE, 0, 0, number(1)) },
  'WINDOW_UPDATE of the stream': { unit: (stream) => frame(WINDOW_UPDATE, 0, stream, number(1)) },
  PRIORITY: { unit: (stream) => frame(PRIORITY, 0, stream, Buffer.alloc(5)) },
  'empty DATA': {
    first: (stream) => frame(HEADERS, END_HEADERS, stream, OK),
    unit: (stream) => frame(DATA, 0, stream),
  },
  'DATA of a byte': {
    first: (stream) => frame(HEADERS, END_HEADERS, stream, OK),
    unit: (stream) => frame(DATA, 0, stream, Buffer.from(' ')),
    /** Each frame counts against the client's flow-control windows. */
    cost: 1,
  },
  CONTINUATION: {
    first: (stream) => frame(HEADERS, 0, stream, OK),
    unit: (stream) => frame(CONTINUATION, 0, stream),
  },
  'unknown frames': { unit: () => frame(UNKNOWN, 0, 0, Buffer.from('x')) },
  'HEADERS of 103': { unit: (stream) => frame(HEADERS, END_HEADERS, stream, EARLY_HINTS) },
  'RST_STREAM of a stream that is gone': {
    first: (stream) => frame(HEADERS, END_HEADERS, stream, OK),
    unit: (stream) => frame(RST_STREAM, 0, stream, number(8)),
  },
};

/** Calls `take` with each frame that the socket receives. */
function readFrames(socket, take) {
  let received = Buffer.alloc(0);
  let greeted = false;
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    let at = 0;
    if (!greeted && received.length >= PREFACE.length) {
      greeted = true;
      at = PREFACE.length;
    }
    while (greeted && received.length - at >= 9) {
      const end = at + 9 + received.readUIntBE(at, 3);
      if (received.length < end) break;
      const stream = received.readUInt32BE(at + 5) & 0x7fffffff;
      take(received[at + 3], received[at + 4], stream, received.subarray(at + 9, end));
      at = end;
    }
    received = received.subarray(at);
  });
}

/** The client's two flow-control windows for DATA. */
class Windows {
  connection = DEFAULT_WINDOW;
  stream = DEFAULT_WINDOW;

  take(type, flags, stream, payload) {
    if (type === SETTINGS && !(flags & ACK)) {
      for (let at = 0; at + 6 <= payload.length; at += 6) {
        if (payload.readUInt16BE(at) === INITIAL_WINDOW_SIZE) {
          this.stream += payload.readUInt32BE(at + 2) - DEFAULT_WINDOW;
        }
      }
    } else if (type === WINDOW_UPDATE) {
      this[stream === 0 ? 'connection' : 'stream'] += payload.readUInt32BE(0);
    }
  }

  /** Returns how many of `wanted` bytes may be sent, and counts them as sent. */
  spend(wanted) {
    const granted = Math.max(0, Math.min(wanted, this.connection, this.stream));
    this.connection -= granted;
    this.stream -= granted;
    return granted;
  }
}

/** @returns a handler of connections, which calls the argument for each request */
export function startHttp2Flood({ first, unit, cost }, pour, batchSize) {
  return (socket, onRequest) => {
    const windows = new Windows();
    let write;
    socket.write(frame(SETTINGS, 0, 0));
    readFrames(socket, (type, flags, stream, payload) => {
      windows.take(type, flags, stream, payload);
      if (type === SETTINGS && !(flags & ACK)) socket.write(frame(SETTINGS, ACK, 0));
      if (type === HEADERS) {
        onRequest();
        if (write) return;
        if (first) socket.write(first(stream));
        const one = unit(stream);
        const times = Math.ceil(batchSize / one.length);
        const batch = Buffer.concat(Array(times).fill(one));
        write = pour(socket, () => {
          if (!cost) return batch;
          const granted = windows.spend(times);
          return granted > 0 && batch.subarray(0, granted * one.length);
        });
      } else if (type === WINDOW_UPDATE && cost) {
        write?.();
      }
    });
  };
}

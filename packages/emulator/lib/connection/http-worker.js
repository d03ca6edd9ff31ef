// The worker of `over-http.js`. It makes each request with a new connection: a connection from a
// pool may have been closed by the server, and a POST must not be repeated.

const http = require('node:http');
const https = require('node:https');
const { parentPort, workerData } = require('node:worker_threads');

const { port, signal } = workerData;

/** Far above the size of all messages of an emulator. */
const MAX_RESPONSE_BYTES = 256 * 1024 * 1024;

const cancels = new Map();

port.on('message', (message) => {
  request(message, (response) => {
    port.postMessage(response);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  });
});

parentPort.on('message', (message) => {
  if (message.cancel !== undefined) {
    cancels.get(message.cancel)?.();
    return;
  }
  const cancel = request(message, (response) => {
    cancels.delete(message.id);
    parentPort.postMessage(response);
  });
  cancels.set(message.id, cancel);
});

/** Calls `done` once with `{ id, status, text }` or `{ id, failure }`. Returns its cancellation. */
function request({ id, method, url, body, timeout }, done) {
  const { request: start } = url.startsWith('https:') ? https : http;
  const headers = { accept: 'application/json', connection: 'close' };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    headers['content-length'] = Buffer.byteLength(body);
  }
  let settled = false;
  const settle = (response) => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    call.destroy();
    done({ id, ...response });
  };
  const call = start(url, { method, headers, agent: false }, (response) => {
    const chunks = [];
    let size = 0;
    response.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_RESPONSE_BYTES) settle({ failure: 'TOO_LARGE' });
    });
    response.on('end', () => {
      settle({ status: response.statusCode, text: Buffer.concat(chunks).toString() });
    });
    response.on('error', (error) => settle({ failure: codeOf(error) }));
  });
  const timer = setTimeout(() => settle({ failure: 'ETIMEDOUT' }), timeout);
  call.on('error', (error) => settle({ failure: codeOf(error) }));
  call.end(body);
  return () => settle({ failure: 'ABORTED' });
}

/** A name with several addresses fails with an AggregateError, which has a code too. */
function codeOf(error) {
  return error.code ?? error.errors?.[0]?.code ?? 'UNKNOWN';
}

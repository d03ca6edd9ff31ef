// An emulator in another process. A worker thread makes the HTTP requests, for two reasons. Methods
// without a promise can block until the response is there. Libraries that replace `node:http` or
// timers in the thread of the tests do not affect the requests.

const { join } = require('node:path');
const { MessageChannel, receiveMessageOnPort, Worker } = require('node:worker_threads');
const { now } = require('../monotonic-clock.js');
const { onAbort } = require('./abort.js');
const { errorWithCode, projectRemoved, stopped } = require('./errors.js');
const { unreachable } = require('./unreachable.js');

/** How long a request may take, in milliseconds. */
const REQUEST_MS = 10_000;
/** The longest wait that a control route allows, in milliseconds. */
const LONGEST_WAIT_MS = 9_000;
/** The worker ends requests itself. This limit is for a worker that has ended. */
const BLOCKED_MS = REQUEST_MS + 5_000;

class OverHttp {
  #base;
  #worker;
  #port;
  /** 1 when a response to a blocking request is in the port. */
  #signal = new Int32Array(new SharedArrayBuffer(4));
  #last = 0;
  #pending = new Map();
  #keepsAlive = false;
  #whenStopped;

  info;
  isStopped = false;

  /** @param {string} base the address of the emulator without a slash at the end */
  constructor(base) {
    this.#base = base;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(join(__dirname, 'http-worker.js'), {
      workerData: { port: port2, signal: this.#signal },
      transferList: [port2],
      // Without the flags and variables of this process, which may preload modules.
      execArgv: [],
      env: {},
    });
    this.#worker.unref();
    port1.unref();
    this.#worker.on('message', (response) => this.#settle(response));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(stopped()));
  }

  /** Blocks until the response is there. */
  request(method, target, body) {
    this.#checkRunning();
    const id = this.#nextId();
    Atomics.store(this.#signal, 0, 0);
    this.#port.postMessage(this.#requestOf(id, method, target, body, REQUEST_MS));
    const deadline = now() + BLOCKED_MS;
    for (;;) {
      const received = receiveMessageOnPort(this.#port);
      // A response to an earlier request is left over if its limit was reached.
      if (received?.message.id === id) return this.#read(received.message);
      if (received) continue;
      const left = deadline - now();
      if (left <= 0) throw unreachable(this.#base, 'ETIMEDOUT');
      Atomics.wait(this.#signal, 0, 0, left);
      Atomics.store(this.#signal, 0, 0);
    }
  }

  /** The same with a promise. The process stays alive until it settles. */
  async requestAsync(method, target, { body, timeout = REQUEST_MS, signal } = {}) {
    this.#checkRunning();
    signal?.throwIfAborted();
    const id = this.#nextId();
    return this.#read(
      await new Promise((resolve, reject) => {
        const forget = onAbort(signal, () => {
          this.#worker.postMessage({ cancel: id });
          this.#forget(id);
          reject(signal.reason);
        });
        this.#pending.set(id, { resolve, reject, forget });
        this.#updateRef();
        this.#worker.postMessage(this.#requestOf(id, method, target, body, timeout));
      }),
    );
  }

  /** Resolves with the message, or with undefined after the timeout. */
  async wait({ phone, projectId, after, timeout }, signal) {
    const query = new URLSearchParams({ phone });
    if (projectId !== undefined) query.set('projectId', projectId);
    if (after !== undefined)
      query.set('after', after instanceof Date ? after.toISOString() : after);
    const deadline = now() + timeout;
    for (;;) {
      const left = Math.max(1, Math.min(Math.ceil(deadline - now()), LONGEST_WAIT_MS));
      query.set('timeout', String(left));
      const { status, body } = await this.requestAsync('GET', `/emulator/messages/wait?${query}`, {
        timeout: left + REQUEST_MS,
        signal,
      });
      if (status === 200) return body;
      if (status === 410) throw projectRemoved();
      if (status !== 404) throw new TypeError(`waitForCode: ${body.error.message}`);
      if (now() >= deadline) return undefined;
    }
  }

  keepAlive(keep) {
    this.#keepsAlive = keep;
    this.#updateRef();
  }

  /** Ends this connection. The emulator keeps running. */
  stop() {
    this.#end(stopped());
    this.#whenStopped ??= this.#worker.terminate().then(() => {});
    return this.#whenStopped;
  }

  #checkRunning() {
    if (this.isStopped) throw errorWithCode('EMULATOR_STOPPED', 'The handle has been stopped.');
  }

  #nextId() {
    this.#last += 1;
    return this.#last;
  }

  #requestOf(id, method, target, body, timeout) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return { id, method, url: this.#base + target, body: text, timeout };
  }

  #read({ status, text, failure }) {
    if (failure !== undefined) throw unreachable(this.#base, failure);
    try {
      return { status, body: JSON.parse(text) };
    } catch {
      throw errorWithCode(
        'EMULATOR_UNKNOWN',
        `${this.#base} responds with ${status} and no JSON. It is not an emulator of BaxVerify.`,
      );
    }
  }

  #settle(response) {
    const pending = this.#forget(response.id);
    pending?.resolve(response);
  }

  #forget(id) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.forget();
    this.#updateRef();
    return pending;
  }

  #updateRef() {
    if (this.#keepsAlive || this.#pending.size > 0) this.#worker.ref();
    else this.#worker.unref();
  }

  #end(error) {
    this.isStopped = true;
    for (const { reject, forget } of this.#pending.values()) {
      forget();
      reject(error);
    }
    this.#pending.clear();
    this.#keepsAlive = false;
    this.#worker.unref();
  }
}

module.exports = { OverHttp };

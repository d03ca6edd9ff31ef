// An emulator in this process. Its control API is called without a socket.

const native = require('../../native.js');
const { PendingWaits } = require('./pending-waits.js');

class InProcess {
  /** What the functions of the addon take. */
  handle;
  #onMessage;
  #waits = new PendingWaits();
  #resolveStopped;
  #whenStopped = new Promise((resolve) => {
    this.#resolveStopped = resolve;
  });

  /** `url`, `host`, `port`, `projectId`, `apiKey` and `clientKey`. */
  info;
  /** After the end, requests still read the last state. */
  isStopped = false;

  /** @throws what the addon throws: an error with a `code` */
  constructor(config, onMessage) {
    this.#onMessage = onMessage;
    const notify = (event) => this.#notify(event);
    this.handle = native.start(JSON.stringify(config), notify, onMessage !== undefined);
    this.info = JSON.parse(native.describe(this.handle));
  }

  /** Makes a request to the control API and returns `{ status, body }`. */
  request(method, target, body) {
    const text = body === undefined ? '' : JSON.stringify(body);
    return JSON.parse(native.control(this.handle, method, target, text));
  }

  /** The same with a promise. */
  async requestAsync(method, target) {
    return this.request(method, target);
  }

  /** Resolves with the message, or with undefined after the timeout. */
  wait({ phone, projectId, after, timeout }, signal) {
    const moment = after instanceof Date ? after.getTime() : undefined;
    const id = moment === undefined ? after : undefined;
    return this.#waits.start(signal, (wait) =>
      native.wait(this.handle, wait, phone, projectId, moment, id, timeout),
    );
  }

  /**
   * Leaves the emulator to the process: it ends with it, and cannot be awaited or stopped. It keeps
   * no function of this module, which may belong to a sandbox that ends earlier.
   */
  detach() {
    native.detach(this.handle);
  }

  keepAlive(keep) {
    native.keepAlive(this.handle, keep);
  }

  stop() {
    if (!this.isStopped) {
      // The returned promise must settle, even after `unref()`.
      native.keepAlive(this.handle, true);
      native.stop(this.handle);
    }
    return this.#whenStopped;
  }

  #notify(event) {
    if (typeof event === 'string') {
      const { waited, message, removed } = JSON.parse(event);
      if (waited === undefined) this.#onMessage?.(message);
      else if (removed) this.#waits.remove(waited);
      else this.#waits.settle(waited, message);
      return;
    }
    this.isStopped = true;
    this.#waits.rejectAll();
    native.release(this.handle);
    this.#resolveStopped();
  }
}

module.exports = { InProcess };

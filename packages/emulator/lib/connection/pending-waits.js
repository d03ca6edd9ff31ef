// Pending waits for codes, by the id that the addon reports their result with.

const { onAbort } = require('./abort.js');
const { projectRemoved, stopped } = require('./errors.js');

class PendingWaits {
  #pending = new Map();
  #last = 0;

  /** Calls `begin(id)` and returns a promise of the result. */
  start(signal, begin) {
    // Ids are unsigned 32-bit integers in the addon.
    this.#last = (this.#last + 1) >>> 0;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      const forget = onAbort(signal, () => {
        this.#pending.delete(id);
        reject(signal.reason);
      });
      this.#pending.set(id, { forget, resolve, reject });
      begin(id);
    });
  }

  /** Resolves with the message, or with undefined after a timeout. */
  settle(id, message) {
    const wait = this.#pending.get(id);
    this.#pending.delete(id);
    wait?.forget();
    wait?.resolve(message ?? undefined);
  }

  /** Rejects because the project was removed. */
  remove(id) {
    const wait = this.#pending.get(id);
    this.#pending.delete(id);
    wait?.forget();
    wait?.reject(projectRemoved());
  }

  rejectAll() {
    for (const { forget, reject } of this.#pending.values()) {
      forget();
      reject(stopped());
    }
    this.#pending.clear();
  }
}

module.exports = { PendingWaits };

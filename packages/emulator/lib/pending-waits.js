// Pending waits for codes, by the id that the addon reports their result with.

class PendingWaits {
  #pending = new Map();
  #last = 0;

  /**
   * Calls `begin(id)` and returns a promise of the result. `describe` returns the message of a
   * timeout.
   */
  start(describe, begin) {
    // Ids are unsigned 32-bit integers in the addon.
    this.#last = (this.#last + 1) >>> 0;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { describe, resolve, reject });
      begin(id);
    });
  }

  /** Resolves with the message, or rejects with a timeout if there is none. */
  settle(id, message) {
    const wait = this.#pending.get(id);
    this.#pending.delete(id);
    if (message) wait?.resolve(message);
    else wait?.reject(errorWithCode('EMULATOR_WAIT_TIMEOUT', wait.describe()));
  }

  rejectAll() {
    for (const { reject } of this.#pending.values()) {
      reject(errorWithCode('EMULATOR_STOPPED', 'waitForCode: the emulator has stopped'));
    }
    this.#pending.clear();
  }
}

function errorWithCode(code, message) {
  return Object.assign(new Error(message), { code });
}

module.exports = { PendingWaits, errorWithCode };

// The waits for codes that are under way, by the number under which their end is reported.

class Waits {
  #pending = new Map();
  #last = 0;

  /** A promise for the outcome, which `begin(id)` is to set off. */
  start(describe, begin) {
    // Numbers wrap where the addon's do.
    this.#last = (this.#last + 1) >>> 0;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { describe, resolve, reject });
      begin(id);
    });
  }

  end(id, message) {
    const wait = this.#pending.get(id);
    this.#pending.delete(id);
    if (message) wait?.resolve(message);
    else wait?.reject(failure('EMULATOR_WAIT_TIMEOUT', wait.describe()));
  }

  endAll() {
    for (const { reject } of this.#pending.values()) {
      reject(failure('EMULATOR_STOPPED', 'waitForCode: the emulator has stopped'));
    }
    this.#pending.clear();
  }
}

function failure(code, message) {
  return Object.assign(new Error(message), { code });
}

module.exports = { Waits, failure };

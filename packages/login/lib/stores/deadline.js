const { performance } = require('node:perf_hooks');

/** Marks an answer that did not come in time. */
const LATE = Symbol('late');

/**
 * Deadlines of one length, by their length. Those that end first come first, so one timer serves
 * them all. To start and to stop a timer for each would take as long as to make a decision.
 */
const queues = new Map();

class DeadlineQueue {
  #milliseconds;
  #entries = [];
  #first = 0;
  #waiting = 0;
  #timer;

  constructor(milliseconds) {
    this.#milliseconds = milliseconds;
  }

  /** @returns an entry, for `settle` */
  add(onLate) {
    const entry = { ends: performance.now() + this.#milliseconds, onLate };
    this.#entries.push(entry);
    this.#waiting += 1;
    if (this.#timer === undefined) this.#start(this.#milliseconds);
    else if (this.#waiting === 1) this.#timer.ref();
    return entry;
  }

  /** @returns {boolean} whether it was waited for until now */
  settle(entry) {
    if (entry.onLate === undefined) return false;
    entry.onLate = undefined;
    this.#waiting -= 1;
    // The timer goes on, for the next one. It keeps no process from its end.
    if (this.#waiting === 0) this.#timer?.unref();
    return true;
  }

  #start(milliseconds) {
    this.#timer = setTimeout(() => this.#check(), milliseconds);
    if (this.#waiting === 0) this.#timer.unref();
  }

  #check() {
    this.#timer = undefined;
    const entries = this.#entries;
    // A timer may come a little too early.
    const now = performance.now() + 1;
    while (this.#first < entries.length) {
      const entry = entries[this.#first];
      if (entry.onLate !== undefined) {
        if (entry.ends > now) break;
        entry.onLate();
      }
      this.#first += 1;
    }
    this.#entries = entries.slice(this.#first);
    this.#first = 0;
    if (this.#entries.length > 0) this.#start(Math.max(1, this.#entries[0].ends - now));
    else queues.delete(this.#milliseconds);
  }
}

/**
 * What a promise gives, or `LATE` after so many milliseconds. An event loop that was held up runs
 * its timers before it reads what has arrived. So the answer gets one more turn before it counts as
 * late.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {number} milliseconds
 * @returns {Promise<T | typeof LATE>}
 */
function within(promise, milliseconds) {
  return new Promise((resolve, reject) => {
    let queue = queues.get(milliseconds);
    if (queue === undefined) {
      queue = new DeadlineQueue(milliseconds);
      queues.set(milliseconds, queue);
    }
    const entry = queue.add(() => {
      setImmediate(() => setImmediate(() => queue.settle(entry) && resolve(LATE)));
    });
    promise.then(
      (value) => queue.settle(entry) && resolve(value),
      (error) => queue.settle(entry) && reject(error),
    );
  });
}

module.exports = { LATE, within };

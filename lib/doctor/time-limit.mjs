/** The time that is left for all checks. */
export class TimeLimit {
  #end;

  /** @param {number} milliseconds */
  constructor(milliseconds) {
    this.#end = performance.now() + milliseconds;
  }

  get left() {
    return Math.max(0, this.#end - performance.now());
  }

  /** Leaves out time that does not count. */
  extend(milliseconds) {
    this.#end += milliseconds;
  }

  /** The time for one step: at most `most`, and at most a third of what is left. */
  share(most) {
    return Math.max(50, Math.min(most, this.left / 3));
  }
}

export const TIMED_OUT = Symbol('timed out');

/**
 * What the promise resolves with, or `TIMED_OUT`. The promise must not reject.
 *
 * @param {Promise<unknown>} promise
 * @param {number} milliseconds
 */
export async function within(promise, milliseconds) {
  let timer;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds, TIMED_OUT);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

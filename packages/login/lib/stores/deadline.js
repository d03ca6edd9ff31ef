/** Marks an answer that did not come in time. */
const LATE = Symbol('late');

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
    const timer = setTimeout(() => setImmediate(() => setImmediate(resolve, LATE)), milliseconds);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

module.exports = { LATE, within };

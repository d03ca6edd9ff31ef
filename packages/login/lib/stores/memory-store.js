const { number, readObject } = require('../guard/checks.js');
const { createMemoryStore, DEFAULT_BYTES, LEAST_BYTES } = require('./memory.js');

const OPTIONS = { maxBytes: number(LEAST_BYTES, 8_000_000_000, DEFAULT_BYTES) };

/** Public; see index.d.ts. */
function memoryStore(options = {}) {
  return memoryStoreWith(options);
}

/**
 * The same with a clock of one's own, for tests and for the simulator.
 *
 * @param {{ maxBytes?: number }} options
 * @param {{ now?: () => number }} [parts]
 */
function memoryStoreWith(options, { now } = {}) {
  const { maxBytes } = readObject('memoryStore', options, OPTIONS);
  const store = createMemoryStore({ maxBytes, now });
  return Object.freeze({ isShared: false, open: () => store });
}

module.exports = { memoryStore, memoryStoreWith };

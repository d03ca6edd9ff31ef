const { randomInt } = require('node:crypto');
const { performance } = require('node:perf_hooks');
const { memoryStore } = require('../stores/memory-store.js');
const { callOwner, createStoreWarning } = require('./diagnostics.js');
const { createGuard } = require('./guard.js');
const { createLocalKeys, createSecretKeys } = require('./keys.js');
const { MICRO } = require('./rules.js');
const { readPolicy } = require('./policy.js');

/** Public; see index.d.ts. */
function createSendGuard(options = {}) {
  return buildSendGuard(options);
}

/**
 * The same with a clock and chance of one's own, for tests and for the simulator: not part of the
 * public interface.
 *
 * @param {object} options
 * @param {{ now?: () => number, random?: () => number }} [parts]
 */
function buildSendGuard(options, { now = () => performance.now(), random = jitter } = {}) {
  const policy = readPolicy(options);
  const descriptor = policy.store ?? memoryStore();
  if (descriptor.isShared && policy.secret === undefined) {
    throw new TypeError(
      'createSendGuard: "secret" is needed with this store, the same in all processes: a string of 32 characters or more.',
    );
  }
  const { perHour, costOf } = policy.budget;
  const { onDegraded = createStoreWarning() } = policy;
  const store = descriptor.open({
    budgetPerHour: perHour,
    // What one send takes, where the owner counts money: for a share in numbers of sends.
    usualCost: costOf === undefined ? MICRO : undefined,
    onDegraded: (event) => callOwner('onDegraded', onDegraded, event),
  });
  const keys = descriptor.isShared ? createSecretKeys(policy.secret) : createLocalKeys();
  return Object.freeze(createGuard({ policy, store, keys, now, random }));
}

const jitter = () => randomInt(1 << 20) / (1 << 20);

module.exports = { buildSendGuard, createSendGuard };

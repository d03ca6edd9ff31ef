const { channel } = require('node:diagnostics_channel');
const { performance } = require('node:perf_hooks');
const { warn } = require('../warning.js');

/**
 * Tells what the guard decides: on the `diagnostics_channel` `baxverify:login`, and to
 * `onDecision`. Nothing that is published holds a number, an address, a code or a key. Costs
 * nothing while nobody listens.
 */
const decisions = channel('baxverify:login');

const isWatched = (onDecision) => onDecision !== undefined || decisions.hasSubscribers;

function publish(event, onDecision) {
  if (decisions.hasSubscribers) decisions.publish(event);
  if (onDecision !== undefined && event.type === 'decision') callOwner(onDecision, event);
}

/**
 * What an owner's function throws is the owner's fault, and a login must not fail because of it.
 * It becomes a warning of the process.
 */
function callOwner(callback, event) {
  try {
    const returned = callback(event);
    if (typeof returned?.then === 'function') returned.then(undefined, warnOfCallback);
  } catch {
    warnOfCallback();
  }
}

/** Without the error's own text, which may hold anything. */
function warnOfCallback() {
  warn('BAXVERIFY_LOGIN_CALLBACK', 'a callback of createSendGuard has thrown.');
}

/** A store that comes and goes under load must not fill the log. */
const QUIET_MS = 60_000;

/**
 * What an owner hears who did not ask for it: else an outage, or a wrong port, would be silent. An
 * outage within a minute of the last one is not told of, nor is its end.
 */
function createStoreWarning() {
  let toldAt = Number.NEGATIVE_INFINITY;
  let isTold = false;
  return ({ state, reason }) => {
    if (state !== 'degraded') {
      if (isTold) warn('BAXVERIFY_LOGIN_STORE', 'the store of the send guard is back.');
      return;
    }
    const now = performance.now();
    isTold = now - toldAt >= QUIET_MS;
    if (!isTold) return;
    toldAt = now;
    warn(
      'BAXVERIFY_LOGIN_STORE',
      `the store of the send guard does not answer (${reason}). Until it does, each process decides by itself.`,
    );
  };
}

module.exports = { callOwner, createStoreWarning, isWatched, publish };

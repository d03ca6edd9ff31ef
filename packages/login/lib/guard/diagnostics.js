const { channel } = require('node:diagnostics_channel');
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
  warn('CALLBACK', 'a callback of createSendGuard has thrown.');
}

/** What an owner hears who did not ask for it: else an outage, or a wrong port, would be silent. */
function warnOfStore({ state, reason }) {
  const what =
    state === 'degraded'
      ? `does not answer (${reason}). Until it does, each process decides by itself, within its share of the limits`
      : 'is back';
  warn('STORE', `the store of the send guard ${what}.`);
}

module.exports = { callOwner, isWatched, publish, warnOfStore };

const { channel } = require('node:diagnostics_channel');

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
    if (typeof returned?.then === 'function') returned.then(undefined, warn);
  } catch {
    warn();
  }
}

/** Without the error's own text, which may hold anything. */
function warn() {
  process.emitWarning('A callback of createSendGuard has thrown.', {
    code: 'BAXVERIFY_LOGIN_CALLBACK',
  });
}

module.exports = { callOwner, isWatched, publish };

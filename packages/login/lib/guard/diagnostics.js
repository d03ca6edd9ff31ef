const { channel } = require('node:diagnostics_channel');
const { performance } = require('node:perf_hooks');
const { warn, warnOnce } = require('../warning.js');

/**
 * Tells what the guard decides: on the `diagnostics_channel` `baxverify:login`, and to
 * `onDecision`. Nothing that is published holds a number, an address, a code or a key. Costs
 * nothing while nobody listens.
 */
const decisions = channel('baxverify:login');

const isWatched = (onDecision) => onDecision !== undefined || decisions.hasSubscribers;

function publish(event, onDecision) {
  if (decisions.hasSubscribers) decisions.publish(event);
  if (onDecision !== undefined && event.type === 'decision')
    callOwner('onDecision', onDecision, event);
}

/**
 * What an owner's function throws is the owner's fault, and a login must not fail because of it.
 * It becomes a warning of the process, without the error's own text, which may hold anything.
 *
 * @param {'onDecision' | 'onDegraded'} name
 */
function callOwner(name, callback, event) {
  const warnOfIt = () => warnOnce('BAXVERIFY_LOGIN_CALLBACK', `${name} has thrown.`);
  try {
    const returned = callback(event);
    if (typeof returned?.then === 'function') returned.then(undefined, warnOfIt);
  } catch {
    warnOfIt();
  }
}

/** A store that comes and goes under load must not fill the log. */
const QUIET_MS = 60_000;

/**
 * Warns an owner who has no `onDegraded`. Otherwise, an outage or a wrong port would be silent. An
 * outage that begins within a minute of the last one is a warning only if it lasts that minute.
 */
function createStoreWarning() {
  let quietUntil = Number.NEGATIVE_INFINITY;
  let isTold = false;
  let timer;
  function tell(reason) {
    isTold = true;
    quietUntil = performance.now() + QUIET_MS;
    warn(
      'BAXVERIFY_LOGIN_STORE',
      `the store of the send guard does not answer (${reason}). Until it does, each process decides by itself.`,
    );
  }
  return ({ state, reason }) => {
    clearTimeout(timer);
    if (state !== 'degraded') {
      if (isTold) warn('BAXVERIFY_LOGIN_STORE', 'the store of the send guard is back.');
      isTold = false;
      return;
    }
    const rest = quietUntil - performance.now();
    if (rest > 0) timer = setTimeout(tell, rest, reason).unref();
    else tell(reason);
  };
}

module.exports = { callOwner, createStoreWarning, isWatched, publish };

/**
 * Maps a signal to the actions that run when it aborts. One listener per signal serves all of its
 * calls. A server's shutdown signal may have hundreds of calls, and Node.js reports more than ten
 * listeners as a leak.
 *
 * @type {WeakMap<AbortSignal, { actions: Set<() => void>, listener: () => void }>}
 */
const watched = new WeakMap();

/**
 * Calls `action` when the signal aborts, until the returned function is called.
 *
 * @param {AbortSignal} signal
 * @param {() => void} action
 * @returns {() => void}
 */
export function onAbort(signal, action) {
  let entry = watched.get(signal);
  if (!entry) {
    const actions = new Set();
    const listener = () => {
      for (const act of actions) act();
    };
    entry = { actions, listener };
    watched.set(signal, entry);
    // Without a prototype, because addEventListener also reads `signal` and other properties.
    signal.addEventListener('abort', listener, { __proto__: null, once: true });
  }
  const { actions, listener } = entry;
  actions.add(action);
  return () => {
    actions.delete(action);
    if (actions.size === 0 && watched.get(signal)?.actions === actions) {
      watched.delete(signal);
      signal.removeEventListener('abort', listener);
    }
  };
}

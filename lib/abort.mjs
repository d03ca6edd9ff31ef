/**
 * From a signal to what is to happen when it aborts. One listener a signal serves all calls on it: a
 * server's shutdown signal may have hundreds at once, and Node takes more than ten listeners for a leak.
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
    // Without a prototype, as this object is read for a `signal` and more.
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

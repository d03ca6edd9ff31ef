/** Calls `act` once if the signal aborts. Returns a function that ends this. */
function onAbort(signal, act) {
  if (signal === undefined) return () => {};
  signal.addEventListener('abort', act, { once: true });
  return () => signal.removeEventListener('abort', act);
}

module.exports = { onAbort };

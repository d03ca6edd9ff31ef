// Collects what an app logs with `log.error(what, error)`.

import { inspect } from 'node:util';

/** @returns `sink` for the app, the errors that went there, and all of it as text */
export function recordErrors() {
  const logged = [];
  return {
    sink: { error: (...parts) => logged.push(parts) },
    errors: () => logged.map(([, error]) => error),
    log: () => inspect(logged, { depth: null }),
  };
}

import { Printer } from './debug.mjs';
import { EventLog } from './event-log.mjs';
import { parse } from './json.mjs';
import { bind } from './runtime.mjs';
import { isTraced, Tracer } from './trace.mjs';

/**
 * Returns the receiver of a call's request events, or undefined if nothing listens.
 *
 * Events come from the event loop. They are passed on in the caller's asynchronous context, so that
 * a trace finds its parent.
 *
 * @param {{ debug: boolean, log?: import('./log.mjs').Log }} client
 * @param {string} operation
 */
export function observe({ debug, log }, operation) {
  const traced = isTraced();
  // With both, the console would get each line twice.
  const logged = log?.writes('debug') && !(debug && log.isConsole);
  if (!debug && !traced && !logged) return undefined;
  const observers = [];
  if (debug) observers.push(new Printer());
  if (logged) observers.push(new EventLog(log, operation));
  if (traced) observers.push(new Tracer());
  return {
    onEvent: bind((json) => {
      // Without a prototype, so that a missing field is not read from a polluted
      // `Object.prototype`.
      const event = { __proto__: null, ...parse(json) };
      tell(observers, (observer) => observer.onEvent(event));
    }),
    onAbort: () => tell(observers, (observer) => observer.onAbort()),
  };
}

/** A console that throws must not change the result of a call. */
function tell(observers, act) {
  for (const observer of observers) {
    try {
      act(observer);
    } catch {
      // The next observer still gets the event.
    }
  }
}

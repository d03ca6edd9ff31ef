import { channel } from 'node:diagnostics_channel';
import { own } from './own.mjs';

/** The channels of `tracingChannel('baxverify:request')`, by name: older Node 18 has no such function. */
const start = channel('tracing:baxverify:request:start');
const end = channel('tracing:baxverify:request:end');
const error = channel('tracing:baxverify:request:error');

/** Whether anybody listens; if not, a call costs nothing more. */
export function isTraced() {
  return start.hasSubscribers || end.hasSubscribers || error.hasSubscribers;
}

/**
 * Publishes a call's requests: `start` and `end` of each, with one context object for both, and `error`
 * in between for one that failed.
 */
export class Tracer {
  #context;

  onEvent(event) {
    const { type, method, path, attempt } = event;
    if (type === 'request') {
      this.#context = { method, path, attempt };
      start.publish(this.#context);
    } else if (type === 'answer') {
      this.#finish({ status: event.status, duration: event.elapsedMs });
    } else if (type === 'failure') {
      this.#finish({ status: event.status, duration: event.elapsedMs, code: event.code });
    }
  }

  /** The caller gave up. */
  onAbort() {
    this.#finish({ code: 'ABORTED' });
  }

  #finish(result) {
    const context = this.#context;
    if (!context) return;
    this.#context = undefined;
    Object.assign(context, result);
    if (own(result, 'code')) error.publish(context);
    end.publish(context);
  }
}

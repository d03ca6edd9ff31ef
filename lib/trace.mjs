import { own } from './own.mjs';
import { channel } from './runtime.mjs';

/**
 * The channels of `tracingChannel('baxverify:request')`. Older versions of Node.js 18 lack that
 * function.
 */
const start = channel('tracing:baxverify:request:start');
const end = channel('tracing:baxverify:request:end');
const error = channel('tracing:baxverify:request:error');

/** Whether a channel has subscribers. Without them, tracing costs nothing. */
export function isTraced() {
  return start.hasSubscribers || end.hasSubscribers || error.hasSubscribers;
}

/**
 * Publishes `start` and `end` for each request of a call, with one context object for both. If the
 * request failed, it publishes `error` between them.
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

  /** The caller aborted the call. */
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

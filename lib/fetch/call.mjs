import { decode } from './decode.mjs';
import { exchange } from './exchange.mjs';
import { internalFailure, timeoutFailure } from './failures.mjs';
import { mayRepeat, waitBefore } from './retry.mjs';

/**
 * Makes one call: attempts until one succeeds, one fails for good, or the deadline passes. Like
 * `Call::run` of crates/client.
 */
export class Call {
  #resolve;
  #reject;
  #request;
  #context;
  #secrets;
  #limits;
  #observe;
  #deadline;
  #timer;
  #waiting;
  #controller = new AbortController();
  #attempts = 0;
  #isInFlight = false;
  #began = 0;
  #settled = false;
  /** Called once, when the call has ended. */
  onEnd = () => {};

  /**
   * @param {object} request url, method, headers and body
   * @param {import('./failures.mjs').Context} context
   * @param {() => import('./redact/secrets.mjs').Secrets} secrets built only for an error that needs
   *   them
   * @param {{ timeout: number, maxRetries: number }} limits
   * @param {(event: object) => void} observe
   */
  constructor(request, context, secrets, limits, observe) {
    this.#request = request;
    this.#context = context;
    this.#secrets = secrets;
    this.#limits = limits;
    this.#observe = observe;
  }

  /** @returns {Promise<object>} rejects with the JSON of a failure */
  run() {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      const { timeout } = this.#limits;
      this.#deadline = Date.now() + timeout;
      this.#timer = setTimeout(() => this.#expire(), timeout);
      this.#attempt();
    });
  }

  /** Ends the call and its request. The caller knows why. */
  cancel() {
    this.#settle(() => this.#reject(undefined));
  }

  async #attempt() {
    this.#attempts++;
    this.#began = Date.now();
    try {
      this.#observe({ type: 'request', attempt: this.#attempts });
      this.#isInFlight = true;
      const response = await exchange(this.#request, this.#controller.signal, this.#context);
      this.#isInFlight = false;
      if (this.#settled) return;
      if (response.failure) this.#fail(response.failure);
      else this.#receive(response);
    } catch {
      this.#end(internalFailure());
    }
  }

  #receive({ status, retryAfterMs, body }) {
    const { value, failure } = decode({ status, body }, this.#secrets, this.#context);
    if (failure) {
      this.#fail(retryAfterMs === undefined ? failure : { ...failure, retryAfterMs });
      return;
    }
    this.#observe({ type: 'answer', attempt: this.#attempts, status, elapsedMs: this.#elapsed() });
    this.#settle(() => this.#resolve(value));
  }

  /** An attempt failed. Waits for the next one, or ends the call. */
  #fail(failure) {
    const attempts = this.#attempts;
    this.#observeFailure(failure);
    if (attempts > this.#limits.maxRetries || !mayRepeat(failure, this.#context.idempotent)) {
      this.#end(failure);
      return;
    }
    const wait = waitBefore(attempts + 1, failure.retryAfterMs);
    if (Date.now() + wait >= this.#deadline) {
      this.#end(failure);
      return;
    }
    this.#observe({ type: 'retry', attempt: attempts, waitMs: Math.floor(wait) });
    this.#waiting = setTimeout(() => this.#attempt(), wait);
  }

  /** The deadline passed, while a request was in flight. A wait always ends before it. */
  #expire() {
    const failure = timeoutFailure(this.#limits.timeout, this.#context);
    this.#observeFailure(failure);
    this.#end(failure);
  }

  #end(failure) {
    // JSON, like the native build: nothing of the service is shared with the error.
    const json = JSON.stringify({ ...failure, attempts: this.#attempts });
    this.#settle(() => this.#reject(json));
  }

  #settle(settle) {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#waiting);
    this.onEnd();
    settle();
    // Closes the connection. After the end of a response, it can serve another call.
    if (this.#isInFlight) this.#controller.abort();
  }

  #observeFailure({ statusCode: status, code }) {
    const elapsedMs = this.#elapsed();
    this.#observe({ type: 'failure', attempt: this.#attempts, status, code, elapsedMs });
  }

  #elapsed() {
    return Date.now() - this.#began;
  }
}

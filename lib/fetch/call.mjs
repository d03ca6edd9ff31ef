import { milliseconds } from '../response.mjs';
import { decode } from './decode.mjs';
import { exchange } from './exchange.mjs';
import { internalFailure, timeoutFailure } from './failures.mjs';
import { describe, FetchResponse } from './response.mjs';
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
  /** When the attempt and the call began, by a clock that nobody sets. */
  #began = 0;
  #started = 0;
  /** The code of the failure before the last attempt. */
  #repeated;
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
      this.#started = performance.now();
      this.#deadline = this.#started + timeout;
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
    this.#began = performance.now();
    try {
      this.#observe({ type: 'request', attempt: this.#attempts });
      this.#isInFlight = true;
      const response = await exchange(this.#request, this.#controller.signal, this.#context);
      this.#isInFlight = false;
      if (this.#settled) return;
      if (response.failure) this.#fail(this.#describe(response.failure, response.headers));
      else this.#receive(response);
    } catch {
      this.#end(internalFailure());
    }
  }

  #receive({ status, retryAfterMs, body, headers }) {
    const { value, failure } = decode({ status, body }, this.#secrets, this.#context);
    if (failure) {
      const described = this.#describe(failure, headers);
      this.#fail(retryAfterMs === undefined ? described : { ...described, retryAfterMs });
      return;
    }
    this.#observe({ type: 'answer', attempt: this.#attempts, status, elapsedMs: this.#elapsed() });
    const facts = {
      status,
      attempts: this.#attempts,
      durationMs: milliseconds(this.#sinceStart()),
      repeated: this.#repeated,
    };
    const response = new FetchResponse(facts, headers, this.#secrets);
    this.#settle(() => this.#resolve({ value, response }));
  }

  /** Adds the headers of the response, and the id of the request. */
  #describe(failure, headers) {
    if (!headers) return failure;
    const { requestId: inBody, ...rest } = failure;
    return { __proto__: null, ...rest, ...describe(headers, inBody, this.#secrets()) };
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
    if (performance.now() + wait >= this.#deadline) {
      this.#end(failure);
      return;
    }
    this.#repeated = failure.code;
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
    const json = JSON.stringify({
      ...failure,
      attempts: this.#attempts,
      elapsedUs: this.#sinceStart(),
    });
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

  /** Microseconds. */
  #sinceStart() {
    return Math.round((performance.now() - this.#started) * 1000);
  }

  /** Milliseconds of the attempt. */
  #elapsed() {
    return Math.round(performance.now() - this.#began);
  }
}

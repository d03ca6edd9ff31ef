/**
 * Logs the events of a call at `debug`: a line per request, response and wait. Native code sends
 * events without keys, codes and tokens, and with a masked phone number.
 */
export class EventLog {
  #log;
  #operation;

  /**
   * @param {import('./log.mjs').Log} log
   * @param {string} operation
   */
  constructor(log, operation) {
    this.#log = log;
    this.#operation = operation;
  }

  onEvent({ type, method, path, attempt, phone, status, code, elapsedMs, waitMs }) {
    const operation = this.#operation;
    const facts = { operation, method, path, attempt };
    if (type === 'request') this.#write({ ...facts, phone }, 'sends a request');
    else if (type === 'retry') this.#write({ ...facts, waitMs }, 'waits');
    else this.#write({ ...facts, status, code, durationMs: elapsedMs }, RESULTS[type]);
  }

  onAbort() {
    this.#write({ operation: this.#operation }, 'drops its request');
  }

  #write(fields, event) {
    this.#log.write('debug', fields, event);
  }
}

const RESULTS = { __proto__: null, answer: 'got a response', failure: 'got no result' };

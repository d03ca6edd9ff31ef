import { own } from './own.mjs';

/** Lower levels are less important. `off` is above all of them. */
const RANK = { __proto__: null, debug: 0, info: 1, warn: 2, error: 3, off: 4 };

/** The levels of a client's log. */
export const LEVELS = Object.keys(RANK);

/** The methods that a logger must have. */
export const METHODS = LEVELS.slice(0, -1);

/**
 * Writes the lines of a client to its logger. Lines hold no arguments, no headers and no messages
 * of errors.
 */
export class Log {
  #logger;
  #rank;
  #takesObjectFirst;
  #takesFields;

  /**
   * @param {object} logger has a method for each of {@link METHODS}
   * @param {string} level the lowest level that is written
   */
  constructor(logger, level) {
    this.#logger = logger;
    this.#rank = RANK[level];
    // pino has `bindings`, and bunyan has `addSerializers`. Others take the message first.
    this.#takesObjectFirst = has(logger, 'bindings') || has(logger, 'addSerializers');
    // A console prints fields in several lines.
    this.#takesFields = !(has(logger, 'table') && has(logger, 'groupCollapsed'));
  }

  writes(level) {
    return RANK[level] >= this.#rank;
  }

  /** Whether it is the console that `debug: true` prints to. */
  get isConsole() {
    return this.#logger === console;
  }

  /**
   * @param {'debug' | 'info' | 'warn' | 'error'} level
   * @param {{ operation: string }} fields those that are undefined are not written
   * @param {string} event completes the name of the operation to a message
   */
  write(level, fields, event) {
    if (!this.writes(level)) return;
    try {
      const logger = this.#logger;
      const message = `[baxverify] ${fields.operation} ${event}`;
      let returned;
      if (this.#takesObjectFirst) returned = logger[level](known(fields), message);
      else if (this.#takesFields)
        returned = logger[level](lineOf(message, event, fields), known(fields));
      else returned = logger[level](lineOf(message, event, fields));
      // A rejection that nobody handles would end the process.
      if (typeof returned?.then === 'function') returned.then(undefined, () => {});
    } catch {
      // A logger that fails must not change the result of a call.
    }
  }
}

function has(logger, method) {
  try {
    return typeof logger[method] === 'function';
  } catch {
    return false;
  }
}

/** The fields that have a value. */
function known(fields) {
  const entries = Object.entries(fields);
  const found = entries.filter(([, value]) => value !== undefined);
  return found.length === entries.length ? fields : Object.fromEntries(found);
}

function lineOf(message, event, fields) {
  let line = message;
  for (const name in fields) {
    const value = own(fields, name);
    // The message has the operation, and mostly the outcome.
    const isTold = name === 'operation' || value === event;
    if (value !== undefined && !isTold) line += ` ${name}=${value}`;
  }
  return line;
}

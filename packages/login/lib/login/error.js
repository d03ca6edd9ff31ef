const { own } = require('../own.js');
const { DEFAULT_MESSAGES } = require('./messages.js');
const { STATUS_OF } = require('./reasons.js');

/** Shared by all copies of this module in a process, as in test runners' sandboxes. */
const brand = Symbol.for('@baxcloud/baxverify-login/PhoneLoginError');

/**
 * Causes by error. Not a property: `inspect` shows `cause` even where it is not enumerable, and
 * what an end user may see holds nothing of the owner's.
 *
 * @type {WeakMap<object, unknown>}
 */
const causes = new WeakMap();

/**
 * Why a login did not go on, for end users. Fields are described in index.d.ts.
 */
class PhoneLoginError extends Error {
  constructor(reason, init = {}) {
    if (typeof reason !== 'string' || !(reason in STATUS_OF)) {
      throw new TypeError('PhoneLoginError: the reason must be one of PHONE_LOGIN_REASONS.');
    }
    super(own(init, 'message') ?? DEFAULT_MESSAGES[reason]);
    this.reason = reason;
    this.status = own(init, 'status') ?? STATUS_OF[reason];
    this.statusCode = this.status;
    const seconds = own(init, 'retryAfterSeconds');
    if (seconds !== undefined) this.retryAfterSeconds = seconds;
    const cause = own(init, 'cause');
    if (cause !== undefined) causes.set(this, cause);
  }

  get cause() {
    return causes.get(this);
  }

  /** For Express, Koa and others that read the headers of an error. */
  get headers() {
    const seconds = own(this, 'retryAfterSeconds');
    return seconds === undefined ? {} : { 'retry-after': String(seconds) };
  }

  /** For Koa and others that hide the message of a 5xx: this one may be shown. */
  get expose() {
    return true;
  }

  /** For Hono, which asks an error for its answer. */
  getResponse() {
    return new Response(JSON.stringify(bodyOf(this)), {
      status: this.status,
      headers: { 'content-type': 'application/json; charset=utf-8', ...this.headers },
    });
  }

  /** For hapi, which takes its answer from `output`. */
  get isBoom() {
    return true;
  }

  get output() {
    const { status, headers } = this;
    return { statusCode: status, payload: bodyOf(this), headers };
  }

  toJSON() {
    const { reason, status, message, retryAfterSeconds } = this;
    return { name: this.name, reason, status, message, retryAfterSeconds };
  }

  /** Without the cause. */
  [Symbol.for('nodejs.util.inspect.custom')](_depth, options, inspect) {
    const { reason, status, retryAfterSeconds } = this;
    const fields = {
      reason,
      status,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    };
    return `${this.stack} ${inspect?.(fields, options) ?? JSON.stringify(fields)}`;
  }

  static [Symbol.hasInstance](value) {
    // A subclass asks for its own instances, which only the prototype chain can tell.
    // biome-ignore lint/complexity/noThisInStatic: `this` is the subclass.
    if (this !== PhoneLoginError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && value[brand] === true;
  }
}

Object.defineProperties(PhoneLoginError.prototype, {
  name: { value: 'PhoneLoginError', writable: true, configurable: true },
  [brand]: { value: true },
});

/** What a client gets to know of an error. */
function bodyOf({ reason, message, retryAfterSeconds }) {
  return { error: reason, message, retryAfterSeconds };
}

module.exports = { bodyOf, PhoneLoginError };

/** Shared by all copies of this module in a process: CommonJS, ESM, duplicates, Jest's sandboxes. */
const brand = Symbol.for('@baxcloud/baxverify/BaxVerifyError');

const fields = [
  'code',
  'statusCode',
  'details',
  'path',
  'timestamp',
  'outcome',
  'retryable',
  'retryAfterMs',
  'attempts',
];

/** For errors that somebody else makes, as in tests: nothing is known, so nothing is promised. */
const defaults = { outcome: 'unknown', retryable: false, attempts: 0 };

/**
 * Every failure of the SDK. Fields are described in index.d.ts.
 *
 * Built here, after the native call has come back, and not in native code: only so does the stack lead
 * to the caller's line, and only so is the error one of the caller's own realm.
 */
export class BaxVerifyError extends Error {
  constructor(init) {
    super(init.message);
    for (const field of fields) {
      const value = init[field] ?? defaults[field];
      if (value !== undefined) this[field] = value;
    }
    if (init.cause) Object.defineProperty(this, 'cause', { ...hidden, value: init.cause });
  }

  get helpUrl() {
    const url = this.details?.helpUrl;
    return typeof url === 'string' ? url : undefined;
  }

  toJSON() {
    const json = { name: this.name, message: this.message };
    for (const field of fields) json[field] = this[field];
    json.helpUrl = this.helpUrl;
    json.cause = this.cause?.message;
    return json;
  }

  static [Symbol.hasInstance](value) {
    // A subclass asks for its own instances, which only the prototype chain can tell.
    // biome-ignore lint/complexity/noThisInStatic: `this` is the subclass.
    if (this !== BaxVerifyError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && value[brand] === true;
  }
}

const hidden = { writable: true, configurable: true, enumerable: false };

Object.defineProperties(BaxVerifyError.prototype, {
  name: { ...hidden, value: 'BaxVerifyError' },
  [brand]: { value: true },
});

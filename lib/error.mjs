import { own } from './own.mjs';

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
    super(own(init, 'message'));
    for (const field of fields) {
      const value = own(init, field) ?? own(defaults, field);
      if (value !== undefined) this[field] = value;
    }
    const cause = own(init, 'cause');
    if (cause) Object.defineProperty(this, 'cause', hidden(cause));
  }

  get helpUrl() {
    const details = own(this, 'details');
    const url = details && own(details, 'helpUrl');
    return typeof url === 'string' ? url : undefined;
  }

  toJSON() {
    const json = { name: this.name, message: this.message };
    for (const field of fields) json[field] = own(this, field);
    json.helpUrl = this.helpUrl;
    json.cause = own(this, 'cause')?.message;
    return json;
  }

  static [Symbol.hasInstance](value) {
    // A subclass asks for its own instances, which only the prototype chain can tell.
    // biome-ignore lint/complexity/noThisInStatic: `this` is the subclass.
    if (this !== BaxVerifyError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && value[brand] === true;
  }
}

/** Without a prototype, where somebody may have put a `get`. */
function hidden(value) {
  return { __proto__: null, writable: true, configurable: true, enumerable: false, value };
}

Object.defineProperties(BaxVerifyError.prototype, {
  __proto__: null,
  name: hidden('BaxVerifyError'),
  [brand]: { __proto__: null, value: true },
});

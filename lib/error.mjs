import { own } from './own.mjs';

/**
 * Shared by all copies of this module in a process: CommonJS, ESM, duplicates, Jest's sandboxes.
 */
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
  'requestId',
];

/** Defaults for errors that the SDK does not create, for example in tests. They promise nothing. */
const defaults = { outcome: 'unknown', retryable: false, attempts: 0 };

/**
 * The error class of all failures of the SDK. index.d.ts describes its fields.
 *
 * Errors are created here, after the native call has returned, and not in native code. The stack
 * then leads to the caller's line, and the error belongs to the caller's realm.
 */
export class BaxVerifyError extends Error {
  constructor(init) {
    super(own(init, 'message'));
    for (const field of fields) {
      const value = own(init, field) ?? own(defaults, field);
      if (value !== undefined) this[field] = value;
    }
    const cause = own(init, 'cause');
    const headers = own(init, 'headers');
    // Not enumerable, because they would fill the logs of every error.
    if (headers) Object.defineProperty(this, 'headers', hidden(withoutCopies(headers)));
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
    // For a subclass, only the prototype chain can identify its instances.
    // biome-ignore lint/complexity/noThisInStatic: `this` is the subclass.
    if (this !== BaxVerifyError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && value[brand] === true;
  }
}

/** What {@link withoutCopies} returned. */
const quiet = new WeakSet();

/**
 * Headers that can be read by name only. The default error handlers of Express, Koa, Fastify and h3
 * copy `headers` of any error to their response, and those of the service are not for end users.
 *
 * The properties are not enumerable. They are inherited, because `Headers` of Node.js 20 copies all
 * own properties of an object.
 */
function withoutCopies(headers) {
  if (quiet.has(headers)) return headers;
  const copy = Object.create(null);
  for (const name of Object.keys(headers)) {
    Object.defineProperty(copy, name, hidden(own(headers, name)));
  }
  const result = Object.freeze(Object.create(Object.freeze(copy)));
  quiet.add(result);
  return result;
}

/** Without a prototype, because `Object.prototype` may be polluted with a `get`. */
function hidden(value) {
  return { __proto__: null, writable: true, configurable: true, enumerable: false, value };
}

Object.defineProperties(BaxVerifyError.prototype, {
  __proto__: null,
  name: hidden('BaxVerifyError'),
  [brand]: { __proto__: null, value: true },
});

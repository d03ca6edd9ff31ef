/** A subclass adds its private fields to the object that this constructor returns. */
class Given {
  constructor(object) {
    // biome-ignore lint/correctness/noConstructorReturn: see above
    return object;
  }
}

/**
 * Adds the response to a result, in a private field. Nothing else sees it: no printer, no
 * comparison, no copy. A `WeakMap` would cost ten times as much.
 */
class Stamped extends Given {
  #response;

  constructor(object, response) {
    super(object);
    this.#response = response;
  }

  static responseOf(object) {
    return #response in object ? object.#response : undefined;
  }
}

/**
 * Keeps `response` for {@link responseOf}.
 *
 * @template {object} T
 * @param {T} object
 * @param {{ describe: (object: T) => object }} response
 * @returns {T} `object`
 */
export function stamp(object, response) {
  return new Stamped(object, response);
}

/**
 * What is known about the response that a result or an error came from, or undefined. Described in
 * index.d.ts.
 */
export function responseOf(value) {
  if (typeof value !== 'object' || value === null) return undefined;
  const response = Stamped.responseOf(value);
  if (!response) return undefined;
  response.described ??= response.describe(value);
  return response.described;
}

/**
 * The status, attempts and request id of a result, and the code of the failure that its last retry
 * followed.
 */
export function responseFacts(result) {
  return Stamped.responseOf(result).facts(result);
}

/** The form in which callers get it. */
export function metadata({ status, attempts, durationMs, requestId, headers }) {
  // A header may be named `__proto__`.
  const copy = Object.freeze({ __proto__: null, ...headers });
  return Object.freeze({ status, headers: copy, requestId, attempts, durationMs });
}

/** Milliseconds with one decimal. */
export function milliseconds(micros) {
  return Math.round(micros / 100) / 10;
}

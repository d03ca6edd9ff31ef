import { failure } from './error.mjs';

const ENCODER = new TextEncoder();

/** The first size of the buffer. */
const SMALLEST = 4096;

/**
 * Collects the parts of a body up to a limit. The parts are copied, because a body in parts of one
 * byte would take several hundred times its size.
 */
export class Body {
  #buffer = new Uint8Array(0);
  #length = 0;
  #limit;

  constructor(limit) {
    this.#limit = limit;
  }

  /** @param {Uint8Array | string} part */
  add(part) {
    if (typeof part !== 'string' && !isBytes(part)) throw incomplete();
    const bytes = toBytes(part);
    const length = this.#length + bytes.byteLength;
    if (length > this.#limit) throw tooLarge(this.#limit);
    if (length > this.#buffer.byteLength) this.#grow(length);
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }

  bytes() {
    return this.#buffer.subarray(0, this.#length);
  }

  #grow(length) {
    const size = Math.max(length, 2 * this.#buffer.byteLength, SMALLEST);
    const larger = new Uint8Array(Math.min(size, this.#limit));
    larger.set(this.bytes());
    this.#buffer = larger;
  }
}

/** @param {Uint8Array | ArrayBuffer | string} value */
export function toBytes(value) {
  if (typeof value === 'string') return ENCODER.encode(value);
  if (!ArrayBuffer.isView(value)) return new Uint8Array(value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** Whether it is bytes, also of another realm, as in Jest's sandbox. */
export function isBytes(value) {
  if (ArrayBuffer.isView(value)) return value.BYTES_PER_ELEMENT === 1;
  try {
    byteLength.call(value);
    return true;
  } catch {
    return false;
  }
}

const { get: byteLength } = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength');

/** Refuses by the headers, before a byte is read. */
export function checkHeaders(header, limit) {
  const encoding = header('content-encoding') ?? 'identity';
  if (String(encoding).toLowerCase() !== 'identity') {
    throw failure(
      'BAXVERIFY_WEBHOOK_BODY_INVALID',
      'The body is compressed. The signature covers the body as it was before.',
      415,
    );
  }
  const length = header('content-length');
  if (length !== undefined && !(Number(length) <= limit)) throw tooLarge(limit);
}

export function tooLarge(limit) {
  return failure(
    'BAXVERIFY_WEBHOOK_BODY_TOO_LARGE',
    `The body is larger than ${limit} bytes (maxBodyBytes).`,
  );
}

export function tooSlow(timeout) {
  return failure(
    'BAXVERIFY_WEBHOOK_BODY_TIMEOUT',
    `The body did not arrive within ${timeout} milliseconds (bodyTimeout).`,
  );
}

export function incomplete() {
  return failure('BAXVERIFY_WEBHOOK_BODY_INVALID', 'The connection ended before the body did.');
}

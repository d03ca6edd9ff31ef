import { failure } from './error.mjs';

const ENCODER = new TextEncoder();

/** Collects the parts of a body up to a limit. */
export class Body {
  #parts = [];
  #length = 0;
  #limit;

  constructor(limit) {
    this.#limit = limit;
  }

  /** @param {Uint8Array | string} part */
  add(part) {
    const bytes = toBytes(part);
    this.#length += bytes.byteLength;
    if (this.#length > this.#limit) throw tooLarge(this.#limit);
    this.#parts.push(bytes);
  }

  bytes() {
    if (this.#parts.length === 1) return this.#parts[0];
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.byteLength;
    }
    return bytes;
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
  if (encoding.toLowerCase() !== 'identity') {
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

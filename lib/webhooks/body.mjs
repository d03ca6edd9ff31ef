import { ByteBuffer } from '../byte-buffer.mjs';
import { failure } from './error.mjs';

const ENCODER = new TextEncoder();

/** Collects the parts of a body up to a limit. */
export class Body {
  #buffer;
  #limit;

  constructor(limit) {
    this.#buffer = new ByteBuffer(limit);
    this.#limit = limit;
  }

  /** @param {Uint8Array | string} part */
  add(part) {
    if (typeof part !== 'string' && !isBytes(part)) throw incomplete();
    const bytes = toBytes(part);
    if (this.#buffer.length + bytes.byteLength > this.#limit) throw tooLarge(this.#limit);
    this.#buffer.add(bytes);
  }

  bytes() {
    return this.#buffer.bytes();
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

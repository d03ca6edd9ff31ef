// Reads the JSON object of a request: from a stream, or as the parser of the app left it.

const { refusedInput } = require('./refused-input.js');

/** Refuses what is not plain JSON by its headers, before a byte of it is read. */
function checkHeaders(header, maxBytes) {
  const type = header('content-type') ?? '';
  if (type.length > 256 || type.split(';')[0].trim().toLowerCase() !== 'application/json') {
    throw refusedInput('the content type is not application/json', 415);
  }
  const encoding = header('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw refusedInput('the body is compressed', 415);
  const length = header('content-length');
  if (length !== undefined && !(Number(length) <= maxBytes)) throw tooLarge();
}

const tooLarge = () => refusedInput('the body is too large', 413);
const tooSlow = () => refusedInput('the body took too long', 408);

/** Collects the parts of a body and counts them. */
class Body {
  #parts = [];
  #left;

  constructor(maxBytes) {
    this.#left = maxBytes;
  }

  /** @param {Uint8Array | string} part */
  add(part) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    this.#left -= bytes.byteLength;
    if (!(this.#left >= 0)) throw tooLarge();
    this.#parts.push(bytes);
  }

  /** The object that the body is. */
  object() {
    let value;
    try {
      value = JSON.parse(
        new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(this.#parts)),
      );
    } catch {
      // The message of the parser quotes the body.
      throw refusedInput('the body is not JSON');
    }
    return objectIn(value);
  }
}

/** Fields are read as own properties of it, so it may have any prototype. */
function objectIn(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusedInput('the body is not an object');
  }
  return value;
}

module.exports = { Body, checkHeaders, objectIn, tooSlow };

/** The first size. */
const SMALLEST = 4096;

/**
 * Collects the parts of a body. The parts are copied, because a body in parts of one byte would
 * otherwise take several hundred times its size.
 */
export class ByteBuffer {
  length = 0;
  #bytes = new Uint8Array(0);
  #limit;

  /** @param {number} limit the most bytes that are added */
  constructor(limit) {
    this.#limit = limit;
  }

  /** @param {Uint8Array} part */
  add(part) {
    const length = this.length + part.byteLength;
    if (this.length === 0) {
      // Most bodies have one part, which is not copied.
      this.#bytes = part;
    } else {
      if (length > this.#bytes.byteLength) this.#grow(length);
      this.#bytes.set(part, this.length);
    }
    this.length = length;
  }

  bytes() {
    return this.#bytes.subarray(0, this.length);
  }

  #grow(length) {
    const size = Math.min(Math.max(2 * this.#bytes.byteLength, SMALLEST), this.#limit);
    const larger = new Uint8Array(Math.max(size, length));
    larger.set(this.bytes());
    this.#bytes = larger;
  }
}

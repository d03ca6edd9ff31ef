const { randomBytes } = require('node:crypto');

/**
 * A keyed hash of a string for tables in memory: HalfSipHash-2-4 with 64 bits, over UTF-16 code
 * units. The key is random for each process, so nobody can choose phone numbers or addresses that
 * meet in one place. Made for speed: 16 characters take a fifth of a microsecond, an HMAC takes ten
 * times as long.
 */
class KeyedHash {
  /**
   * The two halves of the last result, signed: an object for each would cost more than the hash.
   */
  a = 0;
  b = 0;
  #key0;
  #key1;

  constructor(key = randomBytes(8)) {
    this.#key0 = key.readInt32LE(0);
    this.#key1 = key.readInt32LE(4);
  }

  /** @param {string} text */
  update(text) {
    const { length } = text;
    let v0 = this.#key0;
    let v1 = this.#key1 ^ 0xee;
    let v2 = 0x6c796765 ^ this.#key0;
    let v3 = 0x74656462 ^ this.#key1;
    // Words of two code units, then one with what is left and the length, then the end of each
    // half.
    const words = length >> 1;
    for (let step = 0; step < words + 3; step += 1) {
      let word = 0;
      let rounds = 2;
      if (step < words) {
        word = text.charCodeAt(2 * step) | (text.charCodeAt(2 * step + 1) << 16);
      } else if (step === words) {
        word = (length << 24) | (length & 1 ? text.charCodeAt(length - 1) : 0);
      } else {
        rounds = 4;
        if (step === words + 1) v2 ^= 0xee;
        else v1 ^= 0xdd;
      }
      v3 ^= word;
      for (let round = 0; round < rounds; round += 1) {
        v0 = (v0 + v1) | 0;
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
        v0 = (v0 << 16) | (v0 >>> 16);
        v2 = (v2 + v3) | 0;
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
        v0 = (v0 + v3) | 0;
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
        v2 = (v2 + v1) | 0;
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
        v2 = (v2 << 16) | (v2 >>> 16);
      }
      v0 ^= word;
      if (step === words + 1) this.a = v1 ^ v3;
    }
    this.b = v1 ^ v3;
  }
}

module.exports = { KeyedHash };

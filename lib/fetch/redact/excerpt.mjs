import { isAlphanumeric, isDigit, SPACE } from './stream.mjs';

/** The most bytes between the parts of one number. */
const LONGEST_GAP = 24;
/** Separates numbers. No secret contains it. */
const END = '\0';
const NOWHERE = -2;

/**
 * The bytes of a stream that a search compares, in order: its digits, its letters and digits, or
 * all but its spaces.
 */
export class Excerpt {
  bytes = '';
  /** The position of each byte in the stream. */
  #origin = [];

  /** All bytes but white space and control characters, which line breaks add. */
  static unspaced(stream) {
    const excerpt = new Excerpt();
    for (let at = 0; at < stream.bytes.length; at++) {
      if (stream.bytes[at] !== SPACE) excerpt.#push(stream.bytes[at], at);
    }
    return excerpt;
  }

  /** Digits. A letter ends a number. */
  static digits(stream) {
    return Excerpt.#joined(stream, isDigit, isAlphanumeric);
  }

  /** Letters and digits. */
  static alphanumerics(stream) {
    return Excerpt.#joined(stream, isAlphanumeric, () => false);
  }

  static #joined({ bytes }, takes, ends) {
    const excerpt = new Excerpt();
    let gap = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes.charCodeAt(at);
      if (takes(byte)) {
        if (gap > LONGEST_GAP && excerpt.bytes !== '') excerpt.#push(END, NOWHERE);
        excerpt.#push(bytes[at], at);
        gap = 0;
      } else if (ends(byte)) gap = LONGEST_GAP + 1;
      else gap++;
    }
    return excerpt;
  }

  #push(byte, at) {
    this.bytes += byte;
    this.#origin.push(at);
  }

  /** Each number by itself. */
  numbers() {
    return this.bytes.split(END);
  }

  /** The position in the stream of the byte at `at`. */
  origin(at) {
    return this.#origin[at];
  }

  /** Whether nothing is between these bytes in the stream. */
  isContiguous(start, end) {
    return this.#origin[end - 1] - this.#origin[start] === end - 1 - start;
  }

  /** Whether something is before the first and behind the last of these bytes in the stream. */
  isApart(start, end) {
    const joins = (at) => this.#origin[at - 1] + 1 === this.#origin[at];
    return (start === 0 || !joins(start)) && (end === this.bytes.length || !joins(end));
  }
}

import { ascii } from './compatibility.mjs';

/**
 * A text in the form in which it is compared: folded, with the position of each byte in the
 * original. Folding makes characters equal that look equal. crates/client/src/redact/stream.rs
 * describes it.
 *
 * The bytes are those of UTF-8, one per character of a string, because the search of strings is
 * fast.
 */

/** White space and control characters. */
export const SPACE = ' ';
/** A character outside of ASCII that is neither letter nor digit, such as a dash. */
const SYMBOL = '\x1f';

const CONTROL = /\p{Cc}/gu;
const NOT_ASCII = /[^\0-\x7f]/;
const WHITE_SPACE = /[\p{White_Space}\p{Cc}]/u;
const ALPHANUMERIC = /[\p{Alphabetic}\p{N}]/u;
/** Characters that show nothing, and accents. */
const NO_WIDTH = /[\u0300-\u036f]|\p{Default_Ignorable_Code_Point}/u;

const encoder = new TextEncoder();

/** The bytes of a text in UTF-8, one per character. */
export function utf8(text) {
  if (!NOT_ASCII.test(text)) return text;
  let bytes = '';
  for (const byte of encoder.encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** Whether a byte is a letter or digit of ASCII, or a part of another letter. */
export function isAlphanumeric(byte) {
  return isDigit(byte) || (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || byte >= 0x80;
}

export function isDigit(byte) {
  return byte >= 48 && byte <= 57;
}

export class Stream {
  bytes = '';
  /** The position of each byte in the original text. Undefined if the positions are equal. */
  #starts;
  #ends;

  static of(text) {
    const stream = new Stream();
    if (!NOT_ASCII.test(text)) {
      stream.bytes = foldAscii(text);
      return stream;
    }
    stream.#track();
    let at = 0;
    for (const char of text) {
      stream.push(char, at, at + char.length);
      at += char.length;
    }
    return stream;
  }

  static empty() {
    const stream = new Stream();
    stream.#track();
    return stream;
  }

  #track() {
    this.#starts = [];
    this.#ends = [];
  }

  /** The position of these bytes in the original text. The range must not be empty. */
  start(first) {
    return this.#starts ? this.#starts[first] : first;
  }

  /** @param {number} last the position of the last byte, not the one behind it */
  end(last) {
    return this.#ends ? this.#ends[last] : last + 1;
  }

  /** Appends the folded form of `char`, which is at this position in the original text. */
  push(char, start, end) {
    for (const byte of fold(char)) this.pushFolded(byte, start, end);
  }

  /** Appends a byte of a stream. */
  pushFolded(byte, start, end) {
    this.bytes += byte;
    this.#starts.push(start);
    this.#ends.push(end);
  }
}

function foldAscii(text) {
  return text.toLowerCase().replace(CONTROL, SPACE);
}

function fold(char) {
  if (char < '\x80') return foldAscii(char);
  if (NO_WIDTH.test(char)) return '';
  const similar = ascii(char.codePointAt(0));
  if (similar) return foldAscii(similar);
  if (WHITE_SPACE.test(char)) return SPACE;
  if (!ALPHANUMERIC.test(char)) return SYMBOL;
  let folded = '';
  for (const lower of char.toLowerCase()) if (!NO_WIDTH.test(lower)) folded += utf8(lower);
  return folded;
}

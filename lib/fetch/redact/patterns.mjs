import { parse } from '../../json.mjs';
import { trim } from '../text.mjs';
import { encoded } from './encodings.mjs';
import { eachRound } from './escapes.mjs';
import { Excerpt } from './excerpt.mjs';
import { maskPhone } from './mask.mjs';
import { occurrences } from './search.mjs';
import { Spans } from './spans.mjs';
import { utf8 } from './stream.mjs';
import { timestamps } from './timestamps.mjs';

/**
 * The search patterns of a call, built from its secrets. The constants and rules are those of
 * crates/client/src/redact/patterns.rs, which explains them.
 */

/** Shorter values occur in ordinary text, and replacing them would garble it. */
const SHORTEST = 4;
/** So many last digits identify a phone number without its country code and trunk prefix. */
const NATIONAL_DIGITS = 8;
const SHORTEST_NATIONAL = 6;
const LONGEST_PREFIX = 4;
/** The most numbers in one `phone` value. */
const MOST_NUMBERS = 4;
const LONGEST_CODE = 64;
const SHORTEST_PART = 8;
const MOST_PARTS = 5;
/** The claims of a longer token are not decoded. */
const LONGEST_TOKEN = 16 * 1024;
/** A longer claim is not a phone number. */
const LONGEST_PHONE = 64;
/** Shorter texts are not searched across white space, because neighbouring words would match. */
const SHORTEST_BROKEN = 8;

const DIGITS = /^[0-9]*$/;
const NOT_DIGITS = /[^0-9]/g;
const NOT_ALPHANUMERIC = /[^\p{Alphabetic}\p{N}]/gu;

export class Patterns {
  /** Texts that are found as they are, at any position, by their text and what belongs to it. */
  #literals = new Map();
  /** Digits, `NATIONAL_DIGITS` or more. */
  #phones = new Set();
  /** Letters and digits, found as they are, and with separators if they stand by themselves. */
  #codes = new Map();

  addKey(key) {
    this.#addText(key);
  }

  addCode(typed) {
    const code = trim(typed);
    let isFound = false;
    eachRound(code, (stream) => {
      const symbols = Excerpt.alphanumerics(stream).numbers();
      if (this.#addSymbols(symbols.join(''), false) && symbols.length === 1) isFound = true;
      // The caller may pass `code: 530264`, and the service may use only the digits.
      const digits = Excerpt.digits(stream).numbers();
      if (digits.length === 1) this.#addSymbols(digits[0], false);
    });
    if (!isFound) this.#addLiterals(code);
    const plain = code.replace(NOT_ALPHANUMERIC, '');
    for (const form of new Set([plain.toLowerCase(), plain.toUpperCase(), plain, code])) {
      this.#addEncodings(form);
    }
  }

  addToken(text) {
    let token = trim(text);
    if (token.slice(0, 7).toLowerCase() === 'bearer ') token = trim(token.slice(7));
    this.#addText(token);
    const parts = splitOff(token, MOST_PARTS);
    if (parts.length === 1) return;
    for (const part of parts) if (utf8(part).length >= SHORTEST_PART) this.#addText(part);
    if (utf8(token).length <= LONGEST_TOKEN) this.#addClaims(parts[1]);
  }

  /** The phone numbers in the claims of a token. */
  #addClaims(payload) {
    const claims = claimsOf(payload);
    for (const name of ['sub', 'phone', 'phone_number']) {
      const claim = claims && Object.hasOwn(claims, name) ? claims[name] : undefined;
      if (typeof claim !== 'string' && typeof claim !== 'number') continue;
      const phone = String(claim);
      if ([...phone].length <= LONGEST_PHONE) this.addPhone(phone);
    }
  }

  addPhone(typed) {
    const phone = trim(typed);
    let isOneNumber = false;
    eachRound(phone, (stream) => {
      const digits = stream.bytes.replace(NOT_DIGITS, '');
      if (digits.length >= NATIONAL_DIGITS) {
        const number = Excerpt.digits(stream);
        if (number.bytes === digits) isOneNumber = true;
        this.#addEncodings(digits);
        this.#addEncodings(digits.slice(-NATIONAL_DIGITS));
        this.#addDigits(digits);
        // `+43 676 11223399 (office)`, or with another number behind it.
        for (const one of number.numbers().slice(0, MOST_NUMBERS)) this.#addDigits(one);
      } else {
        this.#addEncodings(digits);
        if (this.#addSymbols(digits, true)) isOneNumber = true;
      }
    });
    if (!isOneNumber) this.#addLiterals(phone);
    // The encodings of the digits are parts of those of the international number.
    let plus = 0;
    while (phone[plus] === '+') plus++;
    if (!DIGITS.test(phone.slice(plus))) this.#addEncodings(phone);
  }

  #addDigits(digits) {
    if (digits.length < NATIONAL_DIGITS || this.#phones.has(digits)) return;
    this.#phones.add(digits);
    for (let prefix = 1; prefix <= LONGEST_PREFIX; prefix++) {
      const { length } = digits.slice(prefix);
      if (length >= SHORTEST_NATIONAL && length < NATIONAL_DIGITS) {
        this.#addSymbols(digits.slice(prefix), true);
      }
    }
  }

  /** Returns whether a search of this kind is possible. */
  #addSymbols(text, isPhone) {
    if (text.length < SHORTEST || text.length > LONGEST_CODE) return false;
    this.#codes.set(`${isPhone} ${text}`, { text, isPhone });
    return true;
  }

  #addText(text) {
    this.#addLiterals(text);
    // The encoding of HTML forms.
    if (text.includes(' ')) this.#addLiterals(text.replaceAll(' ', '+'));
    this.#addEncodings(text);
  }

  /** The service may decode its input, so a text with escapes is a secret in each form. */
  #addLiterals(text) {
    eachRound(text, (stream) => {
      const { bytes } = Excerpt.unspaced(stream);
      this.#addLiteral(bytes.length < SHORTEST_BROKEN ? stream.bytes : bytes, 0, 0);
    });
  }

  #addEncodings(text) {
    const secret = utf8(text);
    if (secret.length < SHORTEST) return;
    for (const { text, before, after } of encoded(secret)) {
      this.#addLiteral(text.toLowerCase(), before, after);
    }
  }

  #addLiteral(text, before, after) {
    if (text.length < SHORTEST) return;
    this.#literals.set(`${before}${after}${text}`, { text, before, after });
  }

  /** The positions of the secrets in `text`. Undefined if it has too many layers of encoding. */
  find(text) {
    const spans = new Spans();
    return eachRound(text, (stream) => this.#search(stream, spans)) ? spans : undefined;
  }

  #search(stream, spans) {
    this.#searchLiterals(stream, spans);
    if (stream.bytes.length < SHORTEST) return;
    const digits = Excerpt.digits(stream);
    for (const phone of this.#phones) {
      for (const [start, end] of phones(digits.bytes, phone)) {
        const shown = maskPhone(digits.bytes.slice(start, end));
        spans.push(stream.start(digits.origin(start)), stream.end(digits.origin(end - 1)), shown);
      }
    }
    let all;
    let times;
    for (const { text, isPhone } of this.#codes.values()) {
      if (!DIGITS.test(text)) all ??= Excerpt.alphanumerics(stream);
      const excerpt = DIGITS.test(text) ? digits : all;
      for (const start of occurrences(excerpt.bytes, text)) {
        const end = start + text.length;
        const [first, last] = [excerpt.origin(start), excerpt.origin(end - 1)];
        if (!excerpt.isContiguous(start, end)) {
          if (!excerpt.isApart(start, end)) continue;
          times ??= timestamps(stream.bytes);
          if (isWithin(times, first, last + 1)) continue;
        }
        const shown = isPhone ? maskPhone(text) : undefined;
        spans.push(stream.start(first), stream.end(last), shown);
      }
    }
  }

  #searchLiterals(stream, spans) {
    let unspaced;
    for (const { text, before, after } of this.#literals.values()) {
      if (text.length > stream.bytes.length) continue;
      if (text.length >= SHORTEST_BROKEN) unspaced ??= Excerpt.unspaced(stream);
      const broken = text.length >= SHORTEST_BROKEN ? unspaced : undefined;
      const bytes = broken ? broken.bytes : stream.bytes;
      const place = (at) => (broken ? broken.origin(at) : at);
      let next = 0;
      for (const start of occurrences(bytes, text)) {
        if (start < next) continue;
        next = start + text.length;
        const first = Math.max(0, start - before);
        const last = Math.min(bytes.length, next + after) - 1;
        spans.push(stream.start(place(first)), stream.end(place(last)));
      }
    }
  }

  /** Whether a JSON number is a code that has lost its leading zeros. */
  isCode(number) {
    for (const { text } of this.#codes.values()) {
      if (text.replace(/^0+/, '') === number) return true;
    }
    return false;
  }
}

/** The positions of a phone among digits: whole, or without country code and trunk prefix. */
function* phones(digits, phone) {
  const prefix = phone.length - NATIONAL_DIGITS;
  let end = 0;
  for (const start of occurrences(digits, phone.slice(prefix))) {
    // No digit is visited twice, so the time is linear.
    const floor = Math.min(end, start);
    let more = 0;
    while (
      more < prefix &&
      start - more > floor &&
      digits[start - more - 1] === phone[prefix - more - 1]
    ) {
      more++;
    }
    end = start + NATIONAL_DIGITS;
    yield [start - more, end];
  }
}

/** Whether one of the sorted ranges holds all of this one. */
function isWithin(ranges, start, end) {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle].end < end) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low].start <= start;
}

/** Splits at dots, into `most` parts at most. The last one holds the rest. */
function splitOff(text, most) {
  const parts = text.split('.', most);
  if (parts.length < most) return parts;
  const length = parts.slice(0, -1).reduce((sum, part) => sum + part.length + 1, 0);
  return [...parts.slice(0, -1), text.slice(length)];
}

function claimsOf(payload) {
  try {
    let end = payload.length;
    while (payload[end - 1] === '=') end--;
    const base64 = payload.slice(0, end);
    if (!/^[\w-]*$/.test(base64)) return undefined;
    const binary = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const claims = parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof claims === 'object' && !Array.isArray(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

import { wellFormed } from '../text.mjs';
import { Patterns } from './patterns.mjs';
import { REPLACEMENT } from './spans.mjs';

/**
 * Removes the secrets of one call from texts that came from elsewhere. A service, or a proxy, may
 * repeat in an error what it was sent, in another form: trimmed, encoded, or a phone number with
 * spaces. All work is linear in the text and in the secrets.
 */
export class Secrets {
  #patterns = new Patterns();

  /** @param {{ key: string, phone?: string, code?: string, token?: string }} secrets */
  constructor({ key, phone, code, token }) {
    this.#patterns.addKey(key);
    this.add({ phone, code, token });
  }

  /** @param {{ phone?: string, code?: string, token?: string }} secrets */
  add({ phone, code, token }) {
    if (phone !== undefined) this.#patterns.addPhone(phone);
    if (code !== undefined) this.#patterns.addCode(code);
    if (token !== undefined) this.#patterns.addToken(token);
  }

  /**
   * `text` without secrets, and without characters that could forge log lines. Nothing is left of a
   * text that is encoded in too many layers to be searched.
   */
  scrub(text) {
    const valid = wellFormed(text);
    const spans = this.#patterns.find(valid);
    return spans ? spans.cut(valid) : REPLACEMENT;
  }

  /** The same for all strings, keys and numbers in a value of JSON. */
  scrubValue(value) {
    if (typeof value === 'string') return this.scrub(value);
    if (typeof value === 'number') return this.#scrubNumber(value);
    if (Array.isArray(value)) return value.map((item) => this.scrubValue(item));
    return typeof value === 'object' && value !== null ? this.scrubObject(value) : value;
  }

  scrubObject(object) {
    const entries = Object.entries(object);
    // Unlike an assignment, this makes an own property of `__proto__`.
    return Object.fromEntries(
      entries.map(([key, value]) => [this.scrub(key), this.scrubValue(value)]),
    );
  }

  /** A phone number or a code may also be a JSON number, without its leading zeros. */
  #scrubNumber(number) {
    const text = String(number);
    const clean = this.scrub(text);
    if (clean !== text) return clean;
    return this.#patterns.isCode(text) ? REPLACEMENT : number;
  }
}

import { decoded } from './text.mjs';

/** Shorter secrets would also match normal words. */
const SHORTEST = 5;
const MOST_WORDS = 200;
/** Characters. No longer value is searched. */
const LONGEST_VALUE = 4096;
/** How many times a value may be percent-encoded. */
const ROUNDS = 3;
/** Keys and webhook secrets of other projects. */
const ANY_SECRET = /bax_[sp]k_[\w-]|whsec_[\w-]/;

/** The secrets of the environment. */
export class Secrets {
  #forms = new Set();
  #hasTooMany = false;

  /** @param {(string | undefined)[]} secrets */
  constructor(secrets) {
    const words = new Set();
    for (const secret of secrets) {
      if (!secret) continue;
      for (const word of wordsOf(secret)) words.add(word);
    }
    this.#hasTooMany = words.size > MOST_WORDS;
    for (const word of [...words].slice(0, MOST_WORDS)) {
      // A longer one fits into no value.
      if (word.length < SHORTEST || word.length > LONGEST_VALUE) continue;
      for (const form of formsOf(word)) this.#forms.add(form);
    }
  }

  /**
   * Whether a value from outside holds a secret, in upper or lower case, and in any encoding below.
   * It is the value before it is cut, because a cut may leave a part of a secret.
   *
   * @param {string} value
   */
  areIn(value) {
    if (value.length > LONGEST_VALUE || this.#hasTooMany) return true;
    const rounds = roundsOf(value);
    // Something is hidden below more rounds.
    if (decoded(rounds.at(-1)) !== rounds.at(-1)) return true;
    return rounds.some(
      (text) => ANY_SECRET.test(text) || [...this.#forms].some((form) => text.includes(form)),
    );
  }
}

/** A secret as it is, as URLs have it, and without what people copy with it. */
function wordsOf(secret) {
  return [secret, secret.replace(/[\t\r\n]/g, ''), ...secret.split(/[\s"'`]+/)];
}

/** A word as it is, percent-decoded, in hexadecimal digits and in base64. */
function formsOf(word) {
  return [word, decoded(word)]
    .flatMap((text) => [
      ...roundsOf(text),
      Buffer.from(text).toString('hex'),
      ...[0, 1, 2].flatMap((before) => base64Of(text, before)),
    ])
    .filter((form) => form.length >= SHORTEST);
}

/** The characters of base64 that depend on the text only, and not on the bytes around it. */
function base64Of(text, before) {
  const bytes = Buffer.from(text);
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const end = Math.floor((whole.length * 8) / 6);
  return ['base64', 'base64url'].map((encoding) =>
    normal(whole.toString(encoding).slice(Math.ceil((before * 8) / 6), end)),
  );
}

/** The text as it is, and percent-decoded up to `ROUNDS` times. */
function roundsOf(text) {
  const rounds = [text];
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = decoded(rounds[round]);
    if (next === rounds[round]) break;
    rounds.push(next);
  }
  return rounds.map(normal);
}

/** Hosts have no upper case, and URLs have slashes for backslashes. */
function normal(text) {
  return text.toLowerCase().replaceAll('\\', '/');
}

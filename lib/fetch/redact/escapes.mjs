import { SPACE, Stream } from './stream.mjs';

/**
 * Decodes escapes such as `%2B`, `\u002b` and `&#43;`, and removes markup. A text may have gone
 * through several formats, so it is decoded in rounds. Each round is searched, because a secret may
 * itself contain what looks like an escape. See crates/client/src/redact/escapes.rs.
 */

/** The most layers of escaping that are decoded. */
const MOST_ROUNDS = 4;
/** What takes the place of a character that is not valid. */
const INVALID = '\ufffd';

/**
 * Calls `search` with the text, and with the result of each round of decoding, each with and
 * without markup. Returns false if the text has more layers than `MOST_ROUNDS`.
 */
export function eachRound(text, search) {
  let stream = Stream.of(text);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    withAndWithoutMarkup(stream, search);
    const decoded = replaced(stream, ESCAPES);
    if (!decoded) return true;
    stream = decoded;
  }
  withAndWithoutMarkup(stream, search);
  return !replaced(stream, ESCAPES);
}

/** Attributes may contain a secret too, so later rounds keep the markup. */
function withAndWithoutMarkup(stream, search) {
  search(stream);
  const bare = replaced(stream, TAGS);
  if (bare) search(bare);
}

/**
 * The stream with a character in place of each part that `readers` read. Undefined if there is no
 * such part.
 */
function replaced(stream, readers) {
  const { bytes } = stream;
  if (!readers.marks.test(bytes)) return undefined;
  const result = Stream.empty();
  let changed = false;
  for (let at = 0; at < bytes.length; ) {
    const part = readers[bytes[at]]?.(bytes, at);
    if (part) {
      result.push(part.char, stream.start(at), stream.end(at + part.length - 1));
      changed = true;
      at += part.length;
    } else {
      result.pushFolded(bytes[at], stream.start(at), stream.end(at));
      at++;
    }
  }
  return changed ? result : undefined;
}

/** Patterns are sticky and of limited length, so that each attempt takes constant time. */
const PERCENT_UNIT = /%u([0-9a-f]{4})/y;
const PERCENT = /%([0-9a-f]{2})/y;
const SIMPLE = /\\([bfnrtv\\/"'])/y;
const HEX = /\\x([0-9a-f]{2})/y;
const BRACED = /\\u\{([0-9a-f]{1,6})\}/y;
const UNIT = /\\u([0-9a-f]{4})/y;
const HEX_ENTITY = /&#x([0-9a-f]{1,8});?/y;
const ENTITY = /&#([0-9]{1,8});?/y;
const NAMED = /&([a-z][a-z0-9]{0,30});/y;
/** Browsers accept these without a semicolon too. */
const OPEN = /&(nbsp|amp|shy)/y;
const TAG = /<\/?[a-z][^>]{0,62}>/y;
/** The most bytes of one tag. */
const LONGEST_TAG = 64;

const ESCAPES = { __proto__: null, marks: /[%\\&]/, '%': percent, '\\': backslash, '&': entity };
const TAGS = { __proto__: null, marks: /</, '<': tag };

function match(pattern, bytes, at) {
  pattern.lastIndex = at;
  return pattern.exec(bytes);
}

/** `%2b`, `%e2%80%93` (UTF-8), and the older `%u002b`. */
function percent(bytes, at) {
  const unit = match(PERCENT_UNIT, bytes, at);
  if (unit) return { length: 6, char: character(Number.parseInt(unit[1], 16)) };
  if (bytes[at + 1] === 'u') return undefined;
  const octet = (nth) => {
    const found = match(PERCENT, bytes, at + 3 * nth);
    return found && Number.parseInt(found[1], 16);
  };
  const first = octet(0);
  if (first === null) return undefined;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  if (first < 0x80) return { length: 3, char: String.fromCharCode(first) };
  // It may be of another encoding, and is then no letter or digit of ASCII.
  if (length === 1 || first > 0xf4) return { length: 3, char: INVALID };
  const octets = Uint8Array.from({ length }, (_, nth) => octet(nth) ?? 0);
  const text = decoder.decode(octets);
  const valid = [...text].length === 1 && text !== INVALID;
  return valid ? { length: 3 * length, char: text } : firstOf(octets);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** U+FFFD written as such is valid. */
function firstOf(octets) {
  const isReplacement = octets[0] === 0xef && octets[1] === 0xbf && octets[2] === 0xbd;
  return { length: isReplacement ? 9 : 3, char: INVALID };
}

/** `\t`, `\/`, `\x2b`, `\u002b`, `\u{2b}`. */
function backslash(bytes, at) {
  const simple = match(SIMPLE, bytes, at);
  if (simple) {
    const isSpace = simple[1] >= 'a' && simple[1] <= 'z';
    return { length: 2, char: isSpace ? SPACE : simple[1] };
  }
  const hex = match(HEX, bytes, at);
  if (hex) {
    const value = Number.parseInt(hex[1], 16);
    // A larger value is a part of a character in some encoding.
    return { length: 4, char: value < 0x80 ? character(value) : INVALID };
  }
  const braced = match(BRACED, bytes, at);
  if (braced) return { length: braced[0].length, char: character(Number.parseInt(braced[1], 16)) };
  const unit = match(UNIT, bytes, at);
  if (!unit) return undefined;
  const first = Number.parseInt(unit[1], 16);
  const second = first >= 0xd800 && first < 0xdc00 ? match(UNIT, bytes, at + 6) : null;
  const low = second ? Number.parseInt(second[1], 16) : 0;
  if (low >= 0xdc00 && low < 0xe000) {
    return { length: 12, char: String.fromCharCode(first, low) };
  }
  return { length: 6, char: character(first) };
}

/** `&#43;`, `&#x2b;`, `&plus;`. Other names count as a space. */
function entity(bytes, at) {
  const hex = match(HEX_ENTITY, bytes, at);
  const number = hex ?? match(ENTITY, bytes, at);
  if (number) {
    const value = Number.parseInt(number[1], hex ? 16 : 10);
    return { length: number[0].length, char: character(value) };
  }
  const name = match(NAMED, bytes, at) ?? match(OPEN, bytes, at);
  return name ? { length: name[0].length, char: CHARACTERS[name[1]] ?? SPACE } : undefined;
}

/** `<b>`, `</span>`, `<br/>`. They show nothing. */
function tag(bytes, at) {
  const found = match(TAG, bytes, at);
  return found && found[0].length <= LONGEST_TAG
    ? { length: found[0].length, char: SPACE }
    : undefined;
}

/** Characters that a secret may contain, or that begin an escape. */
const CHARACTERS = {
  __proto__: null,
  amp: '&',
  percnt: '%',
  bsol: '\\',
  num: '#',
  semi: ';',
  plus: '+',
  hyphen: '-',
  dash: '-',
  period: '.',
  lowbar: '_',
  sol: '/',
  equals: '=',
  colon: ':',
  comma: ',',
  lpar: '(',
  rpar: ')',
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
};

function character(value) {
  const isValid = value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
  return isValid ? String.fromCodePoint(value) : INVALID;
}

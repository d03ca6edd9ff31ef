import { parse } from '../json.mjs';

/** Checks of JSON text that `JSON.parse` does not make. Both are linear and do not recurse. */

export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The longest way to write `success`: each letter as `\u0073`, with both quotes. */
const LONGEST_FIELD = 64;
const [QUOTE, BACKSLASH, COLON] = [34, 92, 58];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/**
 * Whether arrays and objects are nested deeper than `most`. `JSON.parse` has no limit, and a few
 * megabytes of brackets would block its thread for seconds.
 */
export function isTooDeep(text, most) {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        if (++depth > most) return true;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        if (depth > 0) depth--;
        break;
      default:
    }
  }
  return false;
}

/** Whether an object has one of these fields twice. `text` is valid JSON. */
export function repeatsField(text, fields) {
  const seen = new Set();
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (depth === 1 && end - at < LONGEST_FIELD && isField(text, end + 1)) {
          const name = parse(text.slice(at, end + 1));
          if (fields.includes(name) && seen.size === seen.add(name).size) return true;
        }
        at = end;
        break;
      }
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        depth++;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        depth--;
        break;
      default:
    }
  }
  return false;
}

/** The position of the closing quote of the string that begins at `start`. */
function endOfString(text, start) {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at;
    if (unit === BACKSLASH) at++;
  }
  return text.length;
}

/** Whether a colon follows the string that ends before `at`, so that it is the name of a field. */
function isField(text, start) {
  let at = start;
  while (text.charCodeAt(at) <= 32) at++;
  return text.charCodeAt(at) === COLON;
}

// Strings, as the native build sees them.

const WHITE_SPACE = /\p{White_Space}/u;
/** Half of a character, which has no form in UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Removes white space of Unicode at both ends. `String.prototype.trim` has a different list. */
export function trim(text) {
  let start = 0;
  let end = text.length;
  while (start < end && WHITE_SPACE.test(text[start])) start++;
  while (end > start && WHITE_SPACE.test(text[end - 1])) end--;
  return text.slice(start, end);
}

/** `text` as it arrives in UTF-8, with U+FFFD for each half of a character. */
export function wellFormed(text) {
  return text.replace(LONE_SURROGATE, '\ufffd');
}

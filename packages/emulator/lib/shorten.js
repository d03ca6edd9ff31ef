// Texts of callers in error messages: short, and without keys, because messages may be logged.

const MAX_CHARACTERS = 60;
const KEY_PREFIX = /bax_[sp]k_|whsec_/;

/** Returns the start of a text, with an ellipsis if there is more. */
function shorten(text) {
  const key = KEY_PREFIX.exec(text);
  const shown = key ? text.slice(0, key.index + key[0].length) : text;
  // A character has two units at most.
  const characters = Array.from(shown.slice(0, 2 * MAX_CHARACTERS + 2));
  if (characters.length > MAX_CHARACTERS) return `${characters.slice(0, MAX_CHARACTERS).join('')}…`;
  return key ? `${shown}…` : shown;
}

/** Returns a text or a list of texts as JSON, shortened. */
const quote = (value) =>
  JSON.stringify(Array.isArray(value) ? value.map(String).map(shorten) : shorten(String(value)));

module.exports = { quote, shorten };

// Texts of callers in error messages: short, and without keys, because messages may be logged.

const MAX_CHARACTERS = 60;
const MAX_PATH_CHARACTERS = 250;
/** Members of a list that a message repeats. */
const MAX_SHOWN = 10;
const KEY_PREFIX = /bax_[sp]k_|whsec_/;

/** Returns the start of a text, with an ellipsis if there is more. */
function shorten(text, max = MAX_CHARACTERS) {
  const key = KEY_PREFIX.exec(text);
  const shown = key ? text.slice(0, key.index + key[0].length) : text;
  // A character has two units at most.
  const characters = Array.from(shown.slice(0, 2 * max + 2));
  if (characters.length > max) return `${characters.slice(0, max).join('')}…`;
  return key ? `${shown}…` : shown;
}

/** Returns the start of a path or a URL, which are longer than other texts. */
const shortenPath = (text) => shorten(text, MAX_PATH_CHARACTERS);

/** Returns a text or a list of texts as JSON, shortened. */
function quote(value) {
  if (!Array.isArray(value)) return JSON.stringify(shorten(String(value)));
  const shown = value.slice(0, MAX_SHOWN).map((each) => shorten(String(each)));
  return JSON.stringify(value.length > MAX_SHOWN ? [...shown, '…'] : shown);
}

module.exports = { quote, shorten, shortenPath };

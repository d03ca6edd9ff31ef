// Words and phrases that are not plain English, each with advice.

/** `[regular expression, advice]`. A space also matches a line break. */
const phrases = [
  // Old or bookish words.
  ['mend(?:s|ed|ing)?', 'write "fix"'],
  ['anew', 'write "again"'],
  ['(?:who|what|which)(?:so)?ever', 'name the person or the thing: "a caller", "any value"'],
  ['(?:there|here|where)(?:of|in|to|from|upon|by|after)', 'name the thing'],
  ['[tw]?hither|hence|thence|whence', 'name the place or the reason'],
  ['lest', 'write "so that … not"'],
  ['save for', 'write "except"'],
  ['nought|naught', 'write "0" or "nothing"'],
  ['if need be', 'write "if necessary"'],
  ['beside', 'write "next to" or "with"'],
  ['meanwhile', 'write "at the same time"'],
  ['so as to', 'write "to"'],
  ['at hand', 'write "available"'],
  ['all else', 'write "everything else"'],
  ['the very', 'leave "very" out, or write "the same"'],
  ['in the end', 'say when'],
  // Phrases that hide who does what.
  ['(?:is|are|was|were|be|been) told', 'say who tells whom'],
  ['(?:is|are|was|were|be) made (?:of|from)', 'write "consists of", or say who makes it'],
  ['lets? (?:it |them )?in', 'write "accepts"'],
  ['hands? (?:it |them )?on', 'write "passes on" or "forwards"'],
  ['goes? before', 'write "takes precedence over"'],
  ['on (?:its|their) way', 'write "in flight"'],
  ['under way', 'write "in flight" or "running"'],
  ['comes? to nothing', 'write "fails"'],
  ['knows? (?:nothing|no) (?:of|about)', 'write "does not depend on" or "does not support"'],
  ['the like', 'write "and so on", or name the things'],
  // Clauses in an unusual order.
  ['as which', 'begin a new sentence'],
  ['of which', 'begin a new sentence'],
  ['so does|so is|so are', 'repeat the verb'],
  ['not so', 'repeat the verb'],
  ['all the same', 'write "still", or leave it out'],
  ['but for', 'write "except for"'],
  ['alone', 'write "only", before what it limits'],
  ['of (?:its|their|his) own', 'write "its own …", before the noun'],
];

/** For the messages of errors only. */
const messagePhrases = [['answer(?:s|ed|ing)?', 'write "response" or "respond"']];

export const patterns = phrases.map(toPattern);
export const messagePatterns = messagePhrases.map(toPattern);

function toPattern([phrase, advice]) {
  return {
    pattern: `/\\b(?:${phrase.replaceAll(' ', '\\s+')})\\b/i`,
    message: `Not plain English: ${advice}.`,
  };
}

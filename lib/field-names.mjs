// Names of fields in error messages: which may be shown, and which was probably meant.

/** A name without digits and of a normal length. Other names may be a secret in the wrong place. */
const PRINTABLE = /^[A-Za-z][A-Za-z_-]{0,31}$/;
/** How keys and secrets of the service begin. */
const SECRET = /^(?:bax_[sp]k|whsec)_/i;

/** The largest edit distance at which a name is taken for a misspelling of another. */
const near = (name) => (name.length < 9 ? 2 : 3);

/** Whether an error may show the name of an unknown field. */
export function isPrintable(name) {
  return PRINTABLE.test(name) && !SECRET.test(name);
}

/**
 * The name that was probably meant, or undefined.
 *
 * @param {string} name a printable one
 * @param {Iterable<string>} names
 */
export function nearest(name, names) {
  const plain = normalized(name);
  let best;
  let least = Infinity;
  for (const candidate of names) {
    const other = normalized(candidate);
    const isPart =
      plain.length > 2 &&
      (contains(plain, other) || other.startsWith(plain) || other.endsWith(plain));
    const distance = isPart ? Math.min(1, editDistance(plain, other)) : editDistance(plain, other);
    if (distance < least && distance <= near(other) && distance < other.length - 1) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** As `timeoutMs` and `accessToken`. A short end, as in `perPage`, says little. */
function contains(name, part) {
  return name.startsWith(part) || (part.length > 4 && name.endsWith(part));
}

function normalized(name) {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** The Levenshtein distance. Both names are short. */
function editDistance(a, b) {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substituted = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return previous[b.length];
}

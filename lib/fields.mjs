import { BaxVerifyError } from './error.mjs';

const { hasOwn } = Object;

/** A name without digits and of a normal length. Other names may be a secret in the wrong place. */
const PRINTABLE = /^[A-Za-z][A-Za-z_-]{0,31}$/;

/** The largest edit distance at which a name is taken for a misspelling of another. */
const near = (name) => (name.length < 9 ? 2 : 3);

/**
 * Refuses an object with an own field that is not one of `names`. A misspelled option would
 * otherwise be ignored silently.
 *
 * @param {string} argument the name of the object, such as `options`
 * @param {object} object
 * @param {ReadonlySet<string>} names
 * @throws {BaxVerifyError} `BAXVERIFY_INVALID_ARGUMENT`
 */
export function refuseUnknownFields(argument, object, names) {
  for (const name in object) {
    if (!names.has(name) && hasOwn(object, name)) throw unknownField(argument, name, names);
  }
}

function unknownField(argument, name, names) {
  const expected = `one of ${[...names].join(', ')}`;
  const printable = PRINTABLE.test(name);
  const meant = printable && nearest(name, names);
  return new BaxVerifyError({
    code: 'BAXVERIFY_INVALID_ARGUMENT',
    message:
      `${argument} has an unknown field${printable ? ` ${name}` : ''}. ` +
      (meant ? `Did you mean ${meant}?` : `The field must be ${expected}.`),
    details: { field: printable ? name : argument, expected: meant || expected },
    outcome: 'not_sent',
  });
}

/** The name that was probably meant, or undefined. */
function nearest(name, names) {
  const plain = normalized(name);
  let best;
  let least = Infinity;
  for (const candidate of names) {
    const other = normalized(candidate);
    const isPart = plain.length > 2 && (plain.startsWith(other) || other.startsWith(plain));
    const distance = isPart ? Math.min(1, editDistance(plain, other)) : editDistance(plain, other);
    if (distance < least && distance <= near(other) && distance < other.length - 1) {
      best = candidate;
      least = distance;
    }
  }
  return best;
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

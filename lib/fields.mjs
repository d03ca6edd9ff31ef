import { BaxVerifyError } from './error.mjs';
import { isPrintable, nearest } from './field-names.mjs';
import { toShorten } from './stack.mjs';

const { hasOwn } = Object;

/** The fields of the second argument of every method. */
export const CALL_OPTIONS = ['signal', 'timeout', 'maxRetries'];

/**
 * Refuses an object with an own field that is not one of `names`. A misspelled option would
 * otherwise be ignored silently.
 *
 * @param {string} argument the name of the object, such as `options`
 * @param {object} object
 * @param {ReadonlySet<string>} names
 * @param {string[]} next the fields of the next argument, where a field may belong
 * @throws {BaxVerifyError} `BAXVERIFY_INVALID_ARGUMENT`
 */
export function refuseUnknownFields(argument, object, names, next) {
  for (const name in object) {
    if (!names.has(name) && hasOwn(object, name)) throw unknownField(argument, name, names, next);
  }
}

function unknownField(argument, name, names, next) {
  const printable = isPrintable(name);
  const { advice, expected } = (printable && meantBy(name, names, next)) || {
    advice: `The field must be ${oneOf(names)}.`,
    expected: oneOf(names),
  };
  return toShorten(
    new BaxVerifyError({
      code: 'BAXVERIFY_INVALID_ARGUMENT',
      message: `${argument} has an unknown field${printable ? ` ${name}` : ''}. ${advice}`,
      details: { field: printable ? name : argument, expected },
      outcome: 'not_sent',
    }),
  );
}

const oneOf = (names) => `one of ${[...names].join(', ')}`;

/** What the caller probably meant, or undefined. */
function meantBy(name, names, next) {
  const isExact = next.includes(name);
  const field = isExact ? undefined : nearest(name, names);
  if (field) return { advice: `Did you mean ${field}?`, expected: field };
  const other = isExact ? name : nearest(name, next);
  if (!other) return undefined;
  const place = `It belongs in the second argument of the method: { ${other} }.`;
  return {
    advice: isExact ? place : `Did you mean ${other}? ${place}`,
    expected: `${other} in the second argument`,
  };
}

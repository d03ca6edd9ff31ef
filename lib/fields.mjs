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
 * @throws {BaxVerifyError} `BAXVERIFY_INVALID_ARGUMENT`
 */
export function refuseUnknownFields(argument, object, names) {
  for (const name in object) {
    if (!names.has(name) && hasOwn(object, name)) throw unknownField(argument, name, names);
  }
}

function unknownField(argument, name, names) {
  const expected = `one of ${[...names].join(', ')}`;
  const printable = isPrintable(name);
  const meant = printable && nearest(name, names);
  let advice = meant ? `Did you mean ${meant}?` : `The field must be ${expected}.`;
  if (argument !== 'options' && CALL_OPTIONS.includes(name)) {
    advice = `It belongs in the second argument of the method: { ${name} }.`;
  }
  return toShorten(
    new BaxVerifyError({
      code: 'BAXVERIFY_INVALID_ARGUMENT',
      message: `${argument} has an unknown field${printable ? ` ${name}` : ''}. ${advice}`,
      details: { field: printable ? name : argument, expected: meant || expected },
      outcome: 'not_sent',
    }),
  );
}

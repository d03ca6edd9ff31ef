const { hasOwn } = Object;

/**
 * A property of the object itself. What some code has put on `Object.prototype` is nobody's option: it
 * must not choose where the API key goes, or whether a proof is spent.
 */
export function own(object, name) {
  return hasOwn(object, name) ? object[name] : undefined;
}

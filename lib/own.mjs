const { hasOwn } = Object;

/**
 * Reads an own property. A property that other code added to `Object.prototype` is not an option.
 * It must not decide where the API key is sent, or whether a proof is consumed.
 */
export function own(object, name) {
  return hasOwn(object, name) ? object[name] : undefined;
}

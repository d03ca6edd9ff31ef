/** Reads a property of a plain object, once, and never from a prototype. */
function own(object, key) {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

module.exports = { own };

/**
 * A property of the object itself, or `undefined`. What some code has put on `Object.prototype` is
 * nobody's option and nobody's input.
 */
function own(object, name) {
  if (typeof object !== 'object' || object === null) return undefined;
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

module.exports = { own };

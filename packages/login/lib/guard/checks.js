const { nearestOf } = require('../nearest.js');
const { own } = require('../own.js');

/**
 * Reads one object of options: only its own properties, only known ones. A misspelt limit would be
 * no limit, so an unknown option is an error, which names the nearest known one.
 *
 * @param {string} path such as `limits.phone`, for messages
 * @param {unknown} given
 * @param {Record<string, (value: unknown, path: string) => any>} readers what reads each option; is given `undefined` for one
 *   that is missing
 */
function readObject(path, given, readers) {
  const names = Object.keys(readers);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    fail(path, `an object with ${names.join(', ')}`);
  }
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) failUnknown(path, name, names);
  }
  const read = {};
  for (const name of names) read[name] = readers[name](own(given, name), join(path, name));
  return read;
}

const join = (path, name) => (path === '' ? name : `${path}.${name}`);

function fail(path, expected) {
  const subject = path === '' ? 'the argument' : `"${path}"`;
  throw new TypeError(`@baxcloud/baxverify-login: ${subject} must be ${expected}.`);
}

function failUnknown(path, name, names) {
  const shown = JSON.stringify(join(path, name.slice(0, 64)));
  const nearest = nearestOf(name, names);
  const advice = nearest ? ` Did you mean "${join(path, nearest)}"?` : '';
  throw new TypeError(`@baxcloud/baxverify-login: unknown option ${shown}.${advice}`);
}

/** A number between two bounds, which `whole` narrows to integers. */
function number(least, most, fallback, { whole = true } = {}) {
  return (value, path) => {
    if (value === undefined) return fallback;
    const isNumber = typeof value === 'number' && value >= least && value <= most;
    if (!isNumber || (whole && !Number.isInteger(value) && value !== Number.POSITIVE_INFINITY)) {
      fail(path, `a${whole ? ' whole' : ''} number from ${least} to ${most}`);
    }
    return value;
  };
}

function optionalFunction(value, path) {
  if (value !== undefined && typeof value !== 'function') fail(path, 'a function');
  return value;
}

function oneOf(choices, fallback) {
  return (value, path) => {
    if (value === undefined) return fallback;
    if (!choices.includes(value)) fail(path, choices.map((choice) => `'${choice}'`).join(' or '));
    return value;
  };
}

/** An object of options; each may be missing, and so may all. */
function object(readers) {
  return (value, path) => readObject(path, value === undefined ? {} : value, readers);
}

/** The same, or `false` for "none". */
function objectOrFalse(readers, isOn = true) {
  return (value, path) => {
    if (value === false || (value === undefined && !isOn)) return false;
    if (value !== undefined && (typeof value !== 'object' || value === null)) {
      fail(path, 'an object, or false for none');
    }
    return readObject(path, value ?? {}, readers);
  };
}

module.exports = { fail, number, object, objectOrFalse, oneOf, optionalFunction, readObject };

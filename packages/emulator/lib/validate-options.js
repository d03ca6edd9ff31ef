// Validates options from callers. Error messages name the option and what it must be.

const { quote, shorten } = require('./shorten.js');

const MAX_SECONDS = 3650 * 24 * 60 * 60;

const visibleAscii = (value) => typeof value === 'string' && /^[!-~]+$/.test(value);

const integer = (min, max) => ({
  expected: `an integer from ${min} to ${max}`,
  test: (value) => Number.isInteger(value) && value >= min && value <= max,
});

const kinds = {
  text: { expected: 'a non-empty string', test: (v) => typeof v === 'string' && v !== '' },
  id: {
    expected: 'visible ASCII characters without spaces, 256 at most',
    test: (v) => visibleAscii(v) && v.length <= 256,
  },
  // Keys must not appear in messages, which may be logged.
  secret: { expected: 'visible ASCII characters without spaces', test: visibleAscii, hide: true },
  flag: { expected: 'a boolean', test: (v) => typeof v === 'boolean' },
  callback: { expected: 'a function', test: (v) => typeof v === 'function' },
  seconds: integer(1, MAX_SECONDS),
  duration: {
    expected: 'a duration such as 7d, 12h, 30m or 90s',
    test: (v) => typeof v === 'string' && /^\d{1,9}[smhd]$/.test(v),
  },
  amount: { ...integer(0, Number.MAX_SAFE_INTEGER), expected: 'an integer from 0 up' },
  credits: {
    expected: 'an integer from 0 up, or null for no limit',
    test: (v) => v === null || (Number.isSafeInteger(v) && v >= 0),
  },
  seed: {
    expected: 'the path of a JSON file, or its content as an object',
    test: (v) => (typeof v === 'string' && v !== '') || isObject(v),
  },
  rules: {
    expected: 'an array of fault rules',
    test: (v) => Array.isArray(v) && v.every(isObject),
  },
  webhook: {
    expected: 'null or { url, secret? }',
    hide: true,
    test: (v) =>
      v === null ||
      (isObject(v) &&
        typeof v.url === 'string' &&
        ['string', 'undefined'].includes(typeof v.secret) &&
        Object.keys(v).every((name) => name === 'url' || name === 'secret')),
  },
  phone: { expected: 'an E.164 phone number', test: isPhone },
  phones: {
    expected: 'an array of E.164 phone numbers',
    test: (v) => Array.isArray(v) && v.every(isPhone),
  },
  signal: {
    expected: 'an AbortSignal',
    // Not instanceof: a signal may come from another realm.
    test: (v) => typeof v?.aborted === 'boolean' && typeof v.addEventListener === 'function',
  },
  hosts: {
    expected: 'host names without a port, 100 at most',
    test: (v) => isList(v, (name) => name.length <= 253 && /^[A-Za-z0-9._-]+$/.test(name)),
  },
  origins: {
    expected: 'origins such as http://localhost:3000, 100 at most',
    test: (v) => isList(v, (each) => /^https?:/.test(each) && originOf(each) === each),
  },
  basePath: {
    expected: 'a path such as /sms',
    test: (v) => typeof v === 'string' && v.length <= 200 && /^(?:\/[A-Za-z0-9_-]+)+$/.test(v),
  },
  // The emulator validates the fields.
  testNumbers: {
    expected: 'an array of { phone, code?, error?, call? } objects',
    test: (v) => Array.isArray(v) && v.every(isObject),
  },
  keys: {
    expected: 'an array of { key, baxverify? } objects',
    hide: true,
    test: (v) =>
      Array.isArray(v) &&
      v.every(
        (entry) =>
          isObject(entry) &&
          visibleAscii(entry.key) &&
          ['boolean', 'undefined'].includes(typeof entry.baxverify) &&
          Object.keys(entry).every((name) => name === 'key' || name === 'baxverify'),
      ),
  },
};

function isPhone(value) {
  return typeof value === 'string' && /^\+[1-9][0-9]{7,14}$/.test(value);
}

/** The origin as browsers send it. */
function originOf(text) {
  try {
    return new URL(text).origin;
  } catch {
    return undefined;
  }
}

function isList(value, test) {
  const isText = (each) => typeof each === 'string' && test(each);
  return Array.isArray(value) && value.length <= 100 && value.every(isText);
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not instanceof: a Date may come from another realm, such as a sandbox of Jest. */
const isDate = (value) => Object.prototype.toString.call(value) === '[object Date]';

function describe(value) {
  if (typeof value === 'string') return quote(value);
  if (isDate(value)) return 'a Date';
  if (kinds.signal.test(value)) return 'an AbortSignal';
  if (isObject(value)) return 'an object';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'function') return 'a function';
  return String(value);
}

/** A Date or a signal in the place of the options would be ignored. */
const isOptions = (value) => isObject(value) && !isDate(value) && !kinds.signal.test(value);

/** The options of a caller, or none. */
function objectOf(caller, values, shape) {
  if (values === undefined) return {};
  if (isOptions(values)) return values;
  const example = exampleFor(values, shape);
  const advice = example ? `; ${example}` : '';
  throw new TypeError(`${caller}: expected an object of options, got ${describe(values)}${advice}`);
}

/** How to pass a value as the option that it is mostly meant as. */
function exampleFor(value, shape) {
  if (shape.timeout?.test(value)) return `a timeout is { timeout: ${value} }`;
  if (shape.signal?.test(value)) return 'a signal is { signal }';
  const name = isDate(value) && ['after', 'since'].find((each) => shape[each]);
  return name && `a time is { ${name}: … }`;
}

/**
 * The same as {@link validate} for the options of a method that takes a phone number first.
 *
 * @returns {object} with the field `phone`
 */
function validateForPhone(caller, phone, options, shape) {
  const valid = validate(caller, options, shape);
  return { ...valid, ...validate(caller, { phone: phone ?? '' }, { phone: kinds.phone }) };
}

/**
 * Returns a copy of `values` without undefined ones, or throws a TypeError that names `caller`, the
 * option and what it must be.
 */
function validate(caller, values, shape) {
  const given = objectOf(caller, values, shape);
  const valid = {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(shape, name)) {
      const known = Object.keys(shape).join(', ');
      throw new TypeError(`${caller}: unknown option "${shorten(name)}"; the options are ${known}`);
    }
    if (value === undefined) continue;
    const kind = shape[name];
    if (!kind.test(value)) {
      const got = kind.hide ? '' : `, got ${describe(value)}`;
      throw new TypeError(`${caller}: option "${name}" must be ${kind.expected}${got}`);
    }
    valid[name] = value;
  }
  return valid;
}

module.exports = { isOptions, validate, validateForPhone, integer, kinds };

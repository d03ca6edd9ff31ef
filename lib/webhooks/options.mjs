import { isPrintable } from '../field-names.mjs';
import { own } from '../own.mjs';
import { invalidArgument, kindOf } from './error.mjs';

const MIB = 2 ** 20;
/** The largest body that any function reads. */
export const LARGEST_BODY = 16 * MIB;
/** The longest delay of a JavaScript timer, about 24.8 days. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;
const LONGEST_AGE = 2 ** 31 - 1;
const MOST_SECRETS = 16;
const LONGEST_SECRET = 4096;

const FIELDS = {
  maxBodyBytes: (field, value) => whole(field, value, LARGEST_BODY),
  maxAgeSeconds: (field, value) => whole(field, value, LONGEST_AGE),
  bodyTimeout: (field, value) => whole(field, value, LONGEST_TIMEOUT),
  now: callable,
  onRefused: callable,
};

/** Options of reading a delivery. `names` are those that the function accepts. */
export function readingOptions(options, names) {
  fields('options', options, names);
  const read = (name) => {
    const value = names.includes(name) ? own(options, name) : undefined;
    return value === undefined ? undefined : FIELDS[name](name, value);
  };
  return {
    maxBodyBytes: read('maxBodyBytes') ?? MIB,
    maxAgeSeconds: read('maxAgeSeconds'),
    bodyTimeout: read('bodyTimeout') ?? 10_000,
    now: read('now') ?? Date.now,
    onRefused: read('onRefused'),
  };
}

/** Checks that an argument is an object without unknown fields. */
export function fields(name, value, names) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidArgument(name, `an object like { ${names.join(', ')} }`, kindOf(value));
  }
  const unknown = Object.keys(value).find((field) => !names.includes(field));
  if (unknown !== undefined) {
    const expected = `an object with no other fields than ${names.join(', ')}`;
    const field = isPrintable(unknown) ? `the field ${unknown}` : 'another field';
    throw invalidArgument(name, expected, field);
  }
  return value;
}

/**
 * One secret or several. An empty secret would make every signature easy to forge, so it is an
 * error, also in a list.
 *
 * @returns {string[]}
 */
export function secretsOf(secret) {
  const list = Array.isArray(secret) ? [...secret] : [secret];
  if (list.length === 0) throw invalidArgument('secret', EXPECTED, 'an empty array');
  if (list.length > MOST_SECRETS) {
    throw invalidArgument('secret', `at most ${MOST_SECRETS} secrets`, `${list.length}`);
  }
  for (const each of list) {
    if (typeof each !== 'string' || each.trim() === '') {
      const found = typeof each === 'string' && each !== '' ? 'only blanks' : kindOf(each);
      throw invalidArgument('secret', EXPECTED, Array.isArray(secret) ? `${found} in it` : found);
    }
    if (each.length > LONGEST_SECRET) {
      throw invalidArgument(
        'secret',
        `at most ${LONGEST_SECRET} characters`,
        `${each.length} characters`,
      );
    }
  }
  return list;
}

const EXPECTED =
  'a non-empty string or a list of them, such as the environment variable BAXCLOUD_WEBHOOK_SECRET';

function whole(field, value, most) {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw invalidArgument(field, `a whole number from 1 to ${most}`, kindOf(value));
  }
  return value;
}

function callable(field, value) {
  if (typeof value !== 'function') throw invalidArgument(field, 'a function', kindOf(value));
  return value;
}

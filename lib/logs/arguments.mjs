import {
  callOptions,
  invalid,
  kindOf,
  label,
  maxRetries,
  numberKind,
  optional,
  phone,
  shape,
  signal,
  timeout,
} from '../arguments.mjs';
import { CALL_OPTIONS } from '../fields.mjs';
import { own } from '../own.mjs';

const PAGE_SIZE = 100;
const LARGEST_PAGE = 1000;
const LIMIT = 10_000;
const LARGEST_LIMIT = 100_000;

const QUERY = ['phone', 'status', 'since', 'pageSize'];
const eachLogShape = shape(QUERY, [], CALL_OPTIONS);
const allLogsShape = shape(QUERY, [], ['limit', ...CALL_OPTIONS]);
const optionsShape = shape(['limit'], CALL_OPTIONS);

/** A day, which begins in UTC, or an instant with its zone. */
const INSTANT =
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2}))?$/;
/** The longest text that `INSTANT` matches. */
const LONGEST_INSTANT = 35;
const SINCE = 'a Date, an ISO 8601 text with a time zone, or milliseconds since 1970';
/** The largest time that a Date can have. */
const LATEST = 8.64e15;
/** In seconds these are the years 2001 to 5138, and in milliseconds the years 1970 to 1973. */
const isInSeconds = (number) => number >= 1e9 && number < 1e11;

/** The first argument of `eachLog`. */
export function logsQuery(query = {}) {
  eachLogShape('query', query);
  const field = (check, name) => optional(check, name, own(query, name));
  return {
    phone: field(phone, 'phone'),
    status: field(label, 'status'),
    since: field(since, 'since'),
    pageSize: field(upTo(LARGEST_PAGE), 'pageSize') ?? PAGE_SIZE,
  };
}

/** Checks the first argument of `allLogs`. `eachLog` reads it. */
export function checkAllLogsQuery(query = {}) {
  allLogsShape('query', query);
}

/** The second argument of `allLogs`: the maximum number of entries, and options for each page. */
export function allLogsOptions(options = {}) {
  optionsShape('options', options);
  const field = (check, name) => optional(check, name, own(options, name));
  const limit = field(upTo(LARGEST_LIMIT), 'limit') ?? LIMIT;
  return {
    limit,
    call: {
      signal: field(signal, 'signal'),
      timeout: field(timeout, 'timeout'),
      maxRetries: field(maxRetries, 'maxRetries'),
    },
  };
}

/** The signal of the second argument of `eachLog`. `listLogs` checks the argument again. */
export function signalOf(options) {
  return callOptions(options).signal;
}

function upTo(largest) {
  return (field, value) => {
    if (!Number.isInteger(value) || value < 1 || value > largest) {
      throw invalid(field, `a whole number from 1 to ${largest}`, numberKind(value));
    }
    return value;
  };
}

/** @returns {number} milliseconds since 1970 */
function since(field, value) {
  if (typeof value === 'number') {
    if (!(value >= 0 && value <= LATEST)) throw invalid(field, SINCE, numberKind(value));
    if (isInSeconds(value)) throw invalid(field, SINCE, 'a number of seconds');
    return value;
  }
  const isDate = Object.prototype.toString.call(value) === '[object Date]';
  const isText =
    typeof value === 'string' && value.length <= LONGEST_INSTANT && INSTANT.test(value);
  const time = isDate ? Number(value) : isText ? Date.parse(value) : NaN;
  if (!Number.isNaN(time)) return time;
  if (isDate) throw invalid(field, SINCE, 'an invalid Date');
  throw invalid(field, SINCE, typeof value === 'string' ? 'another text' : kindOf(value));
}

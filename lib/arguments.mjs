import { BaxVerifyError } from './error.mjs';
import { own } from './own.mjs';

/** The longest delay of a JavaScript timer, about 24.8 days. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;
const MOST_RETRIES = 10;
const LARGEST_COUNT = 2 ** 31 - 1;

function invalid(field, expected, kind, hint = '') {
  return new BaxVerifyError({
    code: 'BAXVERIFY_INVALID_ARGUMENT',
    message: `${field} must be ${expected}; got ${kind}.${hint}`,
    details: { field, expected },
    outcome: 'not_sent',
    retryable: false,
    attempts: 0,
  });
}

/** Describes the kind of a value, never the value itself. It may be a secret in the wrong place. */
function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  if (Number.isNaN(value)) return 'NaN';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function object(field, value, shape) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(field, `an object like ${shape}`, kindOf(value));
  }
  return value;
}

/**
 * Checks a string of 1 to `limit` UTF-16 code units. End users type phone numbers and codes. Longer
 * strings are rejected here, so that no later step has to read them.
 */
function text(limit) {
  const expected = `a non-empty string of at most ${limit} characters`;
  return (field, value, hint) => {
    if (typeof value !== 'string' || value === '') {
      throw invalid(field, expected, kindOf(value), hint);
    }
    if (value.length > limit) {
      throw invalid(field, expected, `a string of ${value.length} characters`);
    }
    return value;
  };
}

const projectId = text(256);
const apiKey = text(512);
const baseUrl = text(2048);
const phone = text(64);
const code = text(64);
const token = text(16_384);
/** A purpose or a status. */
const label = text(256);

function optional(check, field, value) {
  return value === undefined || value === null ? undefined : check(field, value);
}

function count(field, value) {
  if (!Number.isInteger(value) || value < 1 || value > LARGEST_COUNT) {
    throw invalid(field, `a whole number from 1 to ${LARGEST_COUNT}`, kindOf(value));
  }
  return value;
}

function boolean(field, value) {
  if (typeof value !== 'boolean') throw invalid(field, 'true or false', kindOf(value));
  return value;
}

function timeout(field, value) {
  if (typeof value !== 'number' || !(value > 0 && value <= LONGEST_TIMEOUT)) {
    throw invalid(
      field,
      `a number of milliseconds above 0, up to ${LONGEST_TIMEOUT}`,
      kindOf(value),
    );
  }
  // The time left until a deadline is often fractional.
  return Math.ceil(value);
}

function maxRetries(field, value) {
  if (!Number.isInteger(value) || value < 0 || value > MOST_RETRIES) {
    throw invalid(field, `a whole number from 0 to ${MOST_RETRIES}`, kindOf(value));
  }
  return value;
}

function signal(field, value) {
  // Not instanceof: a signal may come from another realm or a polyfill.
  if (typeof value?.aborted !== 'boolean' || typeof value.addEventListener !== 'function') {
    throw invalid(field, 'an AbortSignal', kindOf(value));
  }
  return value;
}

/** Options of the constructor. */
export function clientOptions(options) {
  object('options', options, '{ projectId, apiKey }');
  return {
    projectId: projectId(
      'projectId',
      own(options, 'projectId'),
      fromEnvironment('BAXCLOUD_PROJECT_ID'),
    ),
    apiKey: apiKey('apiKey', own(options, 'apiKey'), fromEnvironment('BAXCLOUD_API_KEY')),
    baseUrl: optional(baseUrl, 'baseUrl', own(options, 'baseUrl')),
    timeout: optional(timeout, 'timeout', own(options, 'timeout')) ?? 30_000,
    maxRetries: optional(maxRetries, 'maxRetries', own(options, 'maxRetries')) ?? 2,
    debug: optional(boolean, 'debug', own(options, 'debug')) ?? false,
  };
}

function fromEnvironment(name) {
  return ` If it comes from the environment variable ${name}, check that it is set.`;
}

const NO_CALL_OPTIONS = callOptions({});

/** The second argument of every method. */
export function callOptions(options) {
  if (options === undefined) return NO_CALL_OPTIONS;
  object('options', options, '{ signal, timeout, maxRetries }');
  return {
    signal: optional(signal, 'signal', own(options, 'signal')),
    timeout: optional(timeout, 'timeout', own(options, 'timeout')),
    maxRetries: optional(maxRetries, 'maxRetries', own(options, 'maxRetries')),
  };
}

export function sendOtp(request) {
  object('request', request, '{ phone, purpose }');
  return {
    phone: phone('phone', own(request, 'phone')),
    purpose: optional(label, 'purpose', own(request, 'purpose')),
  };
}

export function verifyOtp(request) {
  object('request', request, '{ phone, code }');
  return { phone: phone('phone', own(request, 'phone')), code: code('code', own(request, 'code')) };
}

export function validateVerificationToken(request) {
  object('request', request, '{ token }');
  return {
    token: token('token', own(request, 'token')),
    consume: optional(boolean, 'consume', own(request, 'consume')) ?? true,
  };
}

export function getStats(query = {}) {
  object('query', query, '{ days }');
  return { days: optional(count, 'days', own(query, 'days')) };
}

export function listLogs(query = {}) {
  object('query', query, '{ phone, status, page, limit }');
  return {
    phone: optional(phone, 'phone', own(query, 'phone')),
    status: optional(label, 'status', own(query, 'status')),
    page: optional(count, 'page', own(query, 'page')),
    limit: optional(count, 'limit', own(query, 'limit')),
  };
}

/** The part of a `verifyOtp` result that other systems need. */
export function verifyResult(result) {
  object('result', result, '{ phone, accessToken }, as verifyOtp returns it');
  return {
    phone: phone('result.phone', own(result, 'phone')),
    accessToken: token('result.accessToken', own(result, 'accessToken')),
  };
}

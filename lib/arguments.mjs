import { BaxVerifyError } from './error.mjs';

/** About 24.8 days: the longest that a timer of JavaScript can wait. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;
const MOST_RETRIES = 10;
const LARGEST_COUNT = 2 ** 31 - 1;

function invalid(field, expected, value, hint = '') {
  return new BaxVerifyError({
    code: 'BAXVERIFY_INVALID_ARGUMENT',
    message: `${field} must be ${expected}; got ${kindOf(value)}.${hint}`,
    details: { field, expected },
    outcome: 'not_sent',
    retryable: false,
    attempts: 0,
  });
}

/** What kind of value came, never the value itself: it may be a secret in the wrong place. */
function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  if (Number.isNaN(value)) return 'NaN';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function object(field, value, shape) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(field, `an object like ${shape}`, value);
  }
  return value;
}

function text(field, value, hint) {
  if (typeof value !== 'string' || value === '') {
    throw invalid(field, 'a non-empty string', value, hint);
  }
  return value;
}

function optional(check, field, value) {
  return value === undefined || value === null ? undefined : check(field, value);
}

function count(field, value) {
  if (!Number.isInteger(value) || value < 1 || value > LARGEST_COUNT) {
    throw invalid(field, `a whole number from 1 to ${LARGEST_COUNT}`, value);
  }
  return value;
}

function boolean(field, value) {
  if (typeof value !== 'boolean') throw invalid(field, 'true or false', value);
  return value;
}

function timeout(field, value) {
  if (typeof value !== 'number' || !(value > 0 && value <= LONGEST_TIMEOUT)) {
    throw invalid(field, `a number of milliseconds above 0, up to ${LONGEST_TIMEOUT}`, value);
  }
  // Time left until a deadline is often fractional.
  return Math.ceil(value);
}

function maxRetries(field, value) {
  if (!Number.isInteger(value) || value < 0 || value > MOST_RETRIES) {
    throw invalid(field, `a whole number from 0 to ${MOST_RETRIES}`, value);
  }
  return value;
}

function signal(field, value) {
  // By shape, as a signal may come from another realm or a polyfill.
  if (typeof value?.aborted !== 'boolean' || typeof value.addEventListener !== 'function') {
    throw invalid(field, 'an AbortSignal', value);
  }
  return value;
}

/** Options of the constructor. */
export function clientOptions(options) {
  object('options', options, '{ projectId, apiKey }');
  return {
    projectId: text('projectId', options.projectId, fromEnvironment('BAXCLOUD_PROJECT_ID')),
    apiKey: text('apiKey', options.apiKey, fromEnvironment('BAXCLOUD_API_KEY')),
    baseUrl: optional(text, 'baseUrl', options.baseUrl),
    timeout: optional(timeout, 'timeout', options.timeout) ?? 30_000,
    maxRetries: optional(maxRetries, 'maxRetries', options.maxRetries) ?? 2,
    debug: optional(boolean, 'debug', options.debug) ?? false,
  };
}

function fromEnvironment(name) {
  return ` If it comes from the environment variable ${name}, check that it is set.`;
}

const NO_CALL_OPTIONS = Object.freeze({});

/** The second argument of every method. */
export function callOptions(options) {
  if (options === undefined) return NO_CALL_OPTIONS;
  object('options', options, '{ signal, timeout, maxRetries }');
  return {
    signal: optional(signal, 'signal', options.signal),
    timeout: optional(timeout, 'timeout', options.timeout),
    maxRetries: optional(maxRetries, 'maxRetries', options.maxRetries),
  };
}

export function sendOtp(request) {
  object('request', request, '{ phone, purpose }');
  return {
    phone: text('phone', request.phone),
    purpose: optional(text, 'purpose', request.purpose),
  };
}

export function verifyOtp(request) {
  object('request', request, '{ phone, code }');
  return { phone: text('phone', request.phone), code: text('code', request.code) };
}

export function validateVerificationToken(request) {
  object('request', request, '{ token }');
  return {
    token: text('token', request.token),
    consume: optional(boolean, 'consume', request.consume) ?? true,
  };
}

export function getStats(query = {}) {
  object('query', query, '{ days }');
  return { days: optional(count, 'days', query.days) };
}

export function listLogs(query = {}) {
  object('query', query, '{ phone, status, page, limit }');
  return {
    phone: optional(text, 'phone', query.phone),
    status: optional(text, 'status', query.status),
    page: optional(count, 'page', query.page),
    limit: optional(count, 'limit', query.limit),
  };
}

/** What `verifyOtp` resolved with, as far as another system needs it. */
export function verifyResult(result) {
  object('result', result, '{ phone, accessToken }, as verifyOtp returns it');
  return {
    phone: text('result.phone', result.phone),
    accessToken: text('result.accessToken', result.accessToken),
  };
}

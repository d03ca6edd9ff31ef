import { environment } from './environment.mjs';
import { BaxVerifyError } from './error.mjs';
import { nearest } from './field-names.mjs';
import { CALL_OPTIONS, refuseUnknownFields } from './fields.mjs';
import { LEVELS, METHODS } from './log.mjs';
import { otpCode } from './otp-code.mjs';
import { own } from './own.mjs';
import { toShorten } from './stack.mjs';

/** The longest delay of a JavaScript timer, about 24.8 days. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;
const MOST_RETRIES = 10;
const LARGEST_COUNT = 2 ** 31 - 1;
/** A larger number may be a code or a phone number in the wrong place, so it is not shown. */
const LARGEST_SHOWN = 999;
/** How the keys of the service begin. */
const CLIENT_KEY = 'bax_pk_';
const VISIBLE = 'a non-empty string of visible ASCII characters, without spaces or line breaks';
const ANY_KEY = /^["'`\s]*bax_[sp]k_/;

export function invalid(field, expected, kind, hint = '') {
  return toShorten(
    new BaxVerifyError({
      code: 'BAXVERIFY_INVALID_ARGUMENT',
      message: `${field} must be ${expected}; got ${kind}.${hint}`,
      details: { field, expected },
      outcome: 'not_sent',
      retryable: false,
      attempts: 0,
    }),
  );
}

/** Describes the kind of a value, never the value itself. It may be a secret in the wrong place. */
export function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  if (Number.isNaN(value)) return 'NaN';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Describes a number that is out of its range. */
export function numberKind(value) {
  if (typeof value !== 'number') return kindOf(value);
  if (Math.abs(value) <= LARGEST_SHOWN || !Number.isFinite(value)) return String(value);
  if (value < 0) return 'a negative number';
  return Number.isInteger(value) ? 'a number that is too large' : 'a fraction';
}

/**
 * Describes an object argument by its fields.
 *
 * @param {string[]} required they are named if the argument is not an object
 * @param {string[]} [others]
 * @param {string[]} [next] the fields of the next argument, if there is one
 */
export function shape(required, others = [], next = []) {
  const names = new Set([...required, ...others]);
  const expected = `an object like { ${required.join(', ')} }`;
  return (argument, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw invalid(argument, expected, kindOf(value));
    }
    refuseUnknownFields(argument, value, names, next);
  };
}

const clientShape = shape(
  ['projectId', 'apiKey'],
  ['baseUrl', 'timeout', 'maxRetries', 'debug', 'logger', 'logLevel'],
);
const callShape = shape(CALL_OPTIONS);
const sendShape = shape(['phone', 'purpose'], [], CALL_OPTIONS);
const verifyShape = shape(['phone', 'code'], [], CALL_OPTIONS);
const tokenShape = shape(['token'], ['consume'], CALL_OPTIONS);
const statsShape = shape(['days'], [], CALL_OPTIONS);
const logsShape = shape(['phone', 'status', 'page', 'limit'], [], CALL_OPTIONS);

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

const projectIdText = text(256);
const apiKeyText = text(512);
const baseUrl = text(2048);
export const phone = text(64);
const codeText = text(64);
const token = text(16_384);
/** A purpose or a status. */
export const label = text(256);

/** Native code checks the same. This error names the variable that a blank was copied into. */
function visible(field, value, hint) {
  if (!/[^!-~]/.test(value)) return;
  const part = /[\r\n]/.test(value)
    ? 'a line break'
    : /\s/.test(value)
      ? 'a blank'
      : 'another character';
  throw invalid(field, VISIBLE, `a string with ${part}`, hint);
}

/** `docker --env-file` keeps the quotes of a value. */
function unquoted(field, expected, value, hint) {
  if (/^["'`]|["'`]$/.test(value)) throw invalid(field, expected, 'a string with quotes', hint);
}

/** A key in the place of the project's id would end up in logs. */
function projectId(field, value, hint) {
  const expected = 'the id of a project';
  if (ANY_KEY.test(projectIdText(field, value, hint))) {
    throw invalid(field, expected, 'an API key', hint);
  }
  unquoted(field, expected, value, hint);
  visible(field, value, hint);
  return value;
}

/** Finds what goes wrong when a key is copied. */
function apiKey(field, value, hint) {
  apiKeyText(field, value, hint);
  const expected = 'a key like bax_sk_…';
  unquoted(field, expected, value, hint);
  if (/^Bearer\b/i.test(value)) {
    throw invalid(field, expected, 'a string that begins with Bearer', hint);
  }
  visible(field, value, hint);
  if (/^BAXCLOUD_\w+=/.test(value)) {
    throw invalid(field, expected, 'a string with the name of a variable', hint);
  }
  if (value.startsWith('whsec_')) throw invalid(field, expected, 'a secret of webhooks', hint);
  return value;
}

/**
 * Reads a code as users type it. What cannot be a code would only use up one of the attempts that
 * the service allows.
 */
function code(field, value) {
  const hint = typeof value === 'number' ? ' A number loses leading zeros.' : '';
  const read = otpCode(codeText(field, value, hint));
  if (read === undefined) {
    throw invalid(field, 'a code of 4 to 10 digits', 'a string that cannot be one');
  }
  return read;
}

/** A method of the prototype was called without a client. */
export function notAClient() {
  return invalid('this', 'a BaxCloudVerifyClient', 'something else');
}

/** Client keys can only send and verify. */
export function serverKeyNeeded() {
  return invalid('apiKey', 'a server key, bax_sk_…, for this method', 'a client key, bax_pk_…');
}

export function optional(check, field, value) {
  return value === undefined || value === null ? undefined : check(field, value);
}

function count(field, value) {
  if (!Number.isInteger(value) || value < 1 || value > LARGEST_COUNT) {
    throw invalid(field, `a whole number from 1 to ${LARGEST_COUNT}`, numberKind(value));
  }
  return value;
}

function boolean(field, value) {
  if (typeof value !== 'boolean') throw invalid(field, 'true or false', kindOf(value));
  return value;
}

export function timeout(field, value) {
  if (typeof value !== 'number' || !(value > 0 && value <= LONGEST_TIMEOUT)) {
    throw invalid(
      field,
      `a number of milliseconds above 0, up to ${LONGEST_TIMEOUT}`,
      numberKind(value),
    );
  }
  // The time left until a deadline is often fractional.
  return Math.ceil(value);
}

export function maxRetries(field, value) {
  if (!Number.isInteger(value) || value < 0 || value > MOST_RETRIES) {
    throw invalid(field, `a whole number from 0 to ${MOST_RETRIES}`, numberKind(value));
  }
  return value;
}

export function signal(field, value) {
  // Not instanceof: a signal may come from another realm or a polyfill.
  if (typeof value?.aborted !== 'boolean' || typeof value.addEventListener !== 'function') {
    throw invalid(field, 'an AbortSignal', kindOf(value));
  }
  return value;
}

function logger(field, value) {
  const missing = isObject(value) && METHODS.find((name) => typeof value[name] !== 'function');
  if (!isObject(value) || missing) {
    const kind = missing ? `one without ${missing}` : kindOf(value);
    throw invalid(field, `an object with the methods ${METHODS.join(', ')}`, kind);
  }
  return value;
}

/** Some loggers are functions with methods. */
function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function logLevel(field, value, hint = '') {
  if (!LEVELS.includes(value)) {
    const meant = typeof value === 'string' && value.length < 32 && nearest(value, LEVELS);
    const question = meant ? ` Did you mean ${meant}?` : '';
    throw invalid(field, `one of ${LEVELS.join(', ')}`, kindOf(value), question + hint);
  }
  return value;
}

function logLevelOf(options) {
  const variable = 'BAXCLOUD_LOG';
  const option = optional(logLevel, 'logLevel', own(options, 'logLevel'));
  const value = option ?? environment(variable)?.toLowerCase();
  const hint = ` It comes from the environment variable ${variable}.`;
  return value && logLevel('logLevel', value, hint);
}

/** Options of the constructor. */
export function clientOptions(options = {}) {
  clientShape('options', options);
  const project = fromOptions(projectId, options, 'projectId', 'BAXCLOUD_PROJECT_ID');
  const key = fromOptions(apiKey, options, 'apiKey', 'BAXCLOUD_API_KEY');
  return {
    projectId: project,
    apiKey: key,
    isClientKey: key.startsWith(CLIENT_KEY),
    baseUrl: optional(baseUrl, 'baseUrl', own(options, 'baseUrl')),
    timeout: optional(timeout, 'timeout', own(options, 'timeout')) ?? 30_000,
    maxRetries: optional(maxRetries, 'maxRetries', own(options, 'maxRetries')) ?? 2,
    debug: optional(boolean, 'debug', own(options, 'debug')) ?? false,
    logger: optional(logger, 'logger', own(options, 'logger')),
    logLevel: logLevelOf(options),
  };
}

/** An option wins over its environment variable. */
function fromOptions(check, options, field, variable) {
  const option = own(options, field);
  if (option) return check(field, option);
  const value = option ?? (option === undefined ? environment(variable) : option);
  const hint = value
    ? ` It comes from the environment variable ${variable}.`
    : ` Pass it, or set the environment variable ${variable}.`;
  return check(field, value, hint);
}

const NO_CALL_OPTIONS = callOptions({});

/** The second argument of every method. */
export function callOptions(options) {
  if (options === undefined) return NO_CALL_OPTIONS;
  callShape('options', options);
  return {
    signal: optional(signal, 'signal', own(options, 'signal')),
    timeout: optional(timeout, 'timeout', own(options, 'timeout')),
    maxRetries: optional(maxRetries, 'maxRetries', own(options, 'maxRetries')),
  };
}

export function sendOtp(request) {
  sendShape('request', request);
  return {
    phone: phone('phone', own(request, 'phone')),
    purpose: optional(label, 'purpose', own(request, 'purpose')),
  };
}

export function verifyOtp(request) {
  verifyShape('request', request);
  return { phone: phone('phone', own(request, 'phone')), code: code('code', own(request, 'code')) };
}

export function validateVerificationToken(request) {
  tokenShape('request', request);
  return {
    token: token('token', own(request, 'token')),
    consume: optional(boolean, 'consume', own(request, 'consume')) ?? true,
  };
}

export function getStats(query = {}) {
  statsShape('query', query);
  return { days: optional(count, 'days', own(query, 'days')) };
}

export function listLogs(query = {}) {
  logsShape('query', query);
  return {
    phone: optional(phone, 'phone', own(query, 'phone')),
    status: optional(label, 'status', own(query, 'status')),
    page: optional(count, 'page', own(query, 'page')),
    limit: optional(count, 'limit', own(query, 'limit')),
  };
}

/** The part of a `verifyOtp` result that other systems need. */
export function verifyResult(result) {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) {
    const expected = 'an object like { phone, accessToken }, as verifyOtp returns it';
    throw invalid('result', expected, kindOf(result));
  }
  return {
    phone: phone('result.phone', own(result, 'phone')),
    accessToken: token('result.accessToken', own(result, 'accessToken')),
  };
}

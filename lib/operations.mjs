import * as check from './arguments.mjs';

/**
 * The five operations: `name` is the method, `check` checks its arguments, and `start` starts the
 * native call. With `needsServerKey`, a client key cannot do it.
 *
 * `start` takes the native client, the result of `check`, the number, deadline and retries of the
 * call, and a listener for its events. The numbers are separate arguments, because native code
 * reads the fields of an object at many times the cost.
 */

export const sendOtp = {
  name: 'sendOtp',
  check: check.sendOtp,
  start: (native, { phone, purpose }, call, timeout, maxRetries, listener) =>
    native.sendOtp(phone, purpose, call, timeout, maxRetries, listener),
};

export const verifyOtp = {
  name: 'verifyOtp',
  check: check.verifyOtp,
  start: (native, { phone, code }, call, timeout, maxRetries, listener) =>
    native.verifyOtp(phone, code, call, timeout, maxRetries, listener),
};

export const validateVerificationToken = {
  name: 'validateVerificationToken',
  check: check.validateVerificationToken,
  needsServerKey: true,
  start: (native, { token, consume }, call, timeout, maxRetries, listener) =>
    native.validateVerificationToken(token, consume, call, timeout, maxRetries, listener),
};

export const getStats = {
  name: 'getStats',
  check: check.getStats,
  needsServerKey: true,
  start: (native, { days }, call, timeout, maxRetries, listener) =>
    native.getStats(days, call, timeout, maxRetries, listener),
};

export const listLogs = {
  name: 'listLogs',
  check: check.listLogs,
  needsServerKey: true,
  start: (native, { phone, status, page, limit }, call, timeout, maxRetries, listener) =>
    native.listLogs(phone, status, page, limit, call, timeout, maxRetries, listener),
};

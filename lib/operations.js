'use strict';

const check = require('./arguments.js');

/**
 * The five operations: how their arguments are checked, and how native code is asked for them.
 *
 * `start` takes the native client, what `check` returned, then the call's number, deadline and retries, and a
 * listener for its events. Numbers one by one: native code reads an object's fields at many times the cost.
 */

module.exports.sendOtp = {
  check: check.sendOtp,
  start: (native, { phone, purpose }, call, timeout, maxRetries, listener) =>
    native.sendOtp(phone, purpose, call, timeout, maxRetries, listener),
};

module.exports.verifyOtp = {
  check: check.verifyOtp,
  start: (native, { phone, code }, call, timeout, maxRetries, listener) =>
    native.verifyOtp(phone, code, call, timeout, maxRetries, listener),
};

module.exports.validateVerificationToken = {
  check: check.validateVerificationToken,
  start: (native, { token, consume }, call, timeout, maxRetries, listener) =>
    native.validateVerificationToken(token, consume, call, timeout, maxRetries, listener),
};

module.exports.getStats = {
  check: check.getStats,
  start: (native, { days }, call, timeout, maxRetries, listener) =>
    native.getStats(days, call, timeout, maxRetries, listener),
};

module.exports.listLogs = {
  check: check.listLogs,
  start: (native, query, call, timeout, maxRetries, listener) =>
    native.listLogs(query, call, timeout, maxRetries, listener),
};

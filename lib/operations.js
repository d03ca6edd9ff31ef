'use strict';

const check = require('./arguments.js');

/**
 * The five operations: how their arguments are checked, and how native code is asked for them.
 *
 * `start` takes the native client, what `check` returned, the settings of the call, and a listener for its
 * events.
 */

module.exports.sendOtp = {
  check: check.sendOtp,
  start: (native, { phone, purpose }, settings, listener) =>
    native.sendOtp(phone, purpose, settings, listener),
};

module.exports.verifyOtp = {
  check: check.verifyOtp,
  start: (native, { phone, code }, settings, listener) =>
    native.verifyOtp(phone, code, settings, listener),
};

module.exports.validateVerificationToken = {
  check: check.validateVerificationToken,
  start: (native, { token, consume }, settings, listener) =>
    native.validateVerificationToken(token, consume, settings, listener),
};

module.exports.getStats = {
  check: check.getStats,
  start: (native, { days }, settings, listener) => native.getStats(days, settings, listener),
};

module.exports.listLogs = {
  check: check.listLogs,
  start: (native, query, settings, listener) => native.listLogs(query, settings, listener),
};

'use strict';

const { DEFAULT_MESSAGES, PHONE_LOGIN_REASONS, PhoneLoginError } = require('./lib/errors.js');

let loaded;
/** Read when it is first asked for: a program that only imports the package starts sooner. */
function kit() {
  loaded ??= require('./lib/kit.js');
  return loaded;
}
const clientAddressOf = (...args) => kit().clientAddressOf(...args);
const countryOf = (phone) => kit().countryOf(phone);
const createPhoneLogin = (options) => kit().createPhoneLogin(options);
const createSendGuard = (options) => kit().createSendGuard(options);
const memoryStore = (options) => kit().memoryStore(options);
const redisStore = (client, options) => kit().redisStore(client, options);
const toFetchHandler = (options) => kit().toFetchHandler(options);
const toNodeHandler = (options) => kit().toNodeHandler(options);

module.exports = {
  clientAddressOf,
  countryOf,
  createPhoneLogin,
  createSendGuard,
  DEFAULT_MESSAGES,
  memoryStore,
  PHONE_LOGIN_REASONS,
  PhoneLoginError,
  redisStore,
  toFetchHandler,
  toNodeHandler,
};

'use strict';

const { PhoneLoginError } = require('./lib/login/error.js');
const { DEFAULT_MESSAGES } = require('./lib/login/messages.js');
const { PHONE_LOGIN_REASONS } = require('./lib/login/reasons.js');

// Read when it is first asked for: what a program does not use costs its start nothing.
let findCountry;
const countryOf = (phone) => {
  findCountry ??= require('./lib/countries/country-of.js').countryOf;
  return findCountry(phone);
};
const clientAddressOf = (...args) =>
  require('./lib/handlers/client-address.js').clientAddressOf(...args);
const createPhoneLogin = (options) =>
  require('./lib/login/create-phone-login.js').createPhoneLogin(options);
const createSendGuard = (options) =>
  require('./lib/guard/create-send-guard.js').createSendGuard(options);
const memoryStore = (options) => require('./lib/stores/memory-store.js').memoryStore(options);
const redisStore = (client, options) =>
  require('./lib/stores/redis-store.js').redisStore(client, options);
const toFetchHandler = (options) => require('./lib/handlers/fetch.js').toFetchHandler(options);
const toNodeHandler = (options) => require('./lib/handlers/node.js').toNodeHandler(options);

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

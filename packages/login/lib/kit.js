// The functions of the package. See `index.js`, which reads this file when one is first called.

const { countryOf } = require('./countries/country-of.js');
const { createSendGuard } = require('./guard/create-send-guard.js');
const { clientAddressOf } = require('./handlers/client-address.js');
const { toFetchHandler } = require('./handlers/fetch.js');
const { toNodeHandler } = require('./handlers/node.js');
const { createPhoneLogin } = require('./login/create-phone-login.js');
const { memoryStore } = require('./stores/memory-store.js');
const { redisStore } = require('./stores/redis-store.js');

module.exports = {
  clientAddressOf,
  countryOf,
  createPhoneLogin,
  createSendGuard,
  memoryStore,
  redisStore,
  toFetchHandler,
  toNodeHandler,
};

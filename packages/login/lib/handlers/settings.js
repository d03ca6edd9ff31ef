const { optionMust, readOptions } = require('../options.js');
const { readMessages } = require('../login/messages.js');
const { addressReader } = require('./client-address.js');
const { originCheck } = require('./origin.js');
const { report } = require('./report.js');
const { routesOf } = require('./routes.js');

const OPTIONS = [
  'login',
  'onVerified',
  'clientAddress',
  'origins',
  'basePath',
  'phoneLoginPath',
  'device',
  'user',
  'messages',
  'onError',
  'maxBodyBytes',
  'bodyTimeout',
];

/**
 * The options of both handlers, checked when the app starts.
 *
 * @param {string} title the function that takes them
 * @param {unknown} given
 * @param {{ hasSocket: boolean }} facts whether a request has a socket to take the address from
 */
function settingsOf(title, given, { hasSocket }) {
  const options = readOptions(title, given, OPTIONS);
  const must = (isMet, name, expected) => optionMust(isMet, title, name, expected);
  const { login, onVerified, device, user, onError = report } = options;
  const { maxBodyBytes = 4096, bodyTimeout = 10_000, messages } = options;
  must(
    ['send', 'verify', 'accept'].every((name) => typeof login?.[name] === 'function'),
    'login',
    'what createPhoneLogin() returns',
  );
  must(
    typeof onVerified === 'function' || onVerified === false,
    'onVerified',
    'a function that logs the phone in, or false',
  );
  for (const [name, value] of Object.entries({ device, user })) {
    must(value === undefined || typeof value === 'function', name, 'a function of the request');
  }
  must(typeof onError === 'function', 'onError', 'a function');
  must(isWhole(maxBodyBytes, 256, 65_536), 'maxBodyBytes', 'a whole number from 256 to 65536');
  must(isWhole(bodyTimeout, 1, 600_000), 'bodyTimeout', 'milliseconds from 1 to 600000');
  const routes = routesOf(options, title);
  return {
    login,
    onVerified,
    device,
    user,
    onError,
    maxBodyBytes,
    bodyTimeout,
    messagesOf: messagesReader(messages, title),
    addressOf: addressReader(options.clientAddress, { title, hasSocket }),
    isAllowedOrigin: originCheck(options.origins, title),
    routes,
    routeOf: (path) => routes.get(path),
  };
}

/**
 * One table for everybody, or a function that picks one by the request, as by its Accept-Language.
 */
function messagesReader(messages, title) {
  if (typeof messages === 'function') {
    return (request) => {
      const given = messages(request);
      // It should be a table. The rejection of a promise would end the process.
      if (typeof given?.then === 'function') given.then(undefined, () => {});
      return readMessages(given, title);
    };
  }
  const table = readMessages(messages, title);
  return () => table;
}

function isWhole(value, least, most) {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

module.exports = { settingsOf };

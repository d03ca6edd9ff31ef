// What the integrations have in common: their options, and what becomes of an error.

const { addressReader } = require('../handlers/client-address.js');
const { report, tellDeveloper, tellOwner } = require('../handlers/report.js');
const { PhoneLoginError } = require('../login/error.js');
const { optionMust, readOptions } = require('../options.js');

const COMMON = ['login', 'clientAddress', 'device', 'user', 'onError'];

/**
 * The options of an integration, checked when the app starts.
 *
 * @param {string} title the function that takes them
 * @param {unknown} given
 * @param {{ names?: string[], hasSocket: boolean }} facts its own options, and whether a request has a
 *   socket to take the address from
 */
function settingsOf(title, given, { names = [], hasSocket }) {
  const options = readOptions(title, given, [...COMMON, ...names]);
  const must = (isMet, name, expected) => optionMust(isMet, title, name, expected);
  const { login, device, user, onError = report } = options;
  must(
    ['send', 'verify', 'accept'].every((name) => typeof login?.[name] === 'function'),
    'login',
    'what createPhoneLogin() returns',
  );
  for (const [name, value] of Object.entries({ device, user })) {
    must(value === undefined || typeof value === 'function', name, 'a function of the request');
  }
  must(typeof onError === 'function', 'onError', 'a function');
  return {
    ...options,
    must,
    addressOf: addressReader(options.clientAddress, { title, hasSocket }),
    /** What was thrown, as an error for end users. The owner hears of it if it is theirs. */
    toPublicError(thrown, request) {
      const error =
        thrown instanceof PhoneLoginError
          ? thrown
          : new PhoneLoginError('internal', { cause: thrown });
      tellOwner(error, request, onError);
      tellDeveloper(error);
      return error;
    },
  };
}

module.exports = { settingsOf };

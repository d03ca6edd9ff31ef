// What the owner of the app hears of the errors that no user can do anything about.

const { warnOnce } = require('../warning.js');
const { textOfRefusal } = require('./refused-input.js');

/**
 * Of what the guard decides by itself its own events tell; under attack it decides often.
 *
 * @param {import('../login/error.js').PhoneLoginError} error
 * @param {unknown} request the framework's own
 * @param {(error: Error, request: unknown) => void} onError
 */
function tellOwner(error, request, onError) {
  if (error.status < 500 || (error.cause === undefined && error.reason !== 'internal')) return;
  // The answer to the user does not depend on the owner's log.
  try {
    const told = onError(error, request);
    if (typeof told?.then === 'function') told.then(undefined, () => {});
  } catch {}
}

/**
 * Mistakes of the page that calls the routes. The user's message does not tell them, so a developer
 * hears of each once. In production, only strangers make them.
 */
function tellDeveloper(error) {
  if (isInProduction()) return;
  const text =
    error.reason === 'origin_refused'
      ? 'its page has another origin. Name the origins of your pages in the option "origins"'
      : textOfRefusal(error);
  if (text !== undefined) warnOnce('BAXVERIFY_LOGIN_REQUEST', `a request was refused: ${text}.`);
}

function isInProduction() {
  try {
    return process.env.NODE_ENV === 'production';
  } catch {
    // Deno asks for a permission.
    return true;
  }
}

/**
 * Where the app has no other log. The errors of the SDK name no key, code, token or whole number.
 */
function report(error) {
  console.error(`[baxverify-login] ${error.reason}`, error.cause ?? error);
}

module.exports = { report, tellDeveloper, tellOwner };

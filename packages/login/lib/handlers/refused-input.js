const { PhoneLoginError } = require('../login/error.js');

/** The texts of this package, by error. An app's own error may hold anything in its cause. */
const texts = new WeakMap();

/**
 * What a page sent is not what it should be. The text is for its developer.
 *
 * @param {string} text a constant: a developer sees it in a log
 */
function refusedInput(text, status = 400) {
  const error = new PhoneLoginError('invalid_input', { status, cause: new Error(text) });
  texts.set(error, text);
  return error;
}

/** @returns {string | undefined} */
const textOfRefusal = (error) => texts.get(error);

module.exports = { refusedInput, textOfRefusal };

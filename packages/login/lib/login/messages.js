const { own } = require('../own.js');
const { STATUS_OF } = require('./reasons.js');

/** What an end user reads. Nothing of the project, and no more than what helps. */
const DEFAULT_MESSAGES = Object.freeze({
  invalid_phone: 'Enter a phone number with its country code.',
  country_not_served: 'Codes cannot be sent to this country.',
  wrong_code: 'That is not the code from the SMS. Try again.',
  code_expired: 'This code is no longer good. Ask for a new one.',
  code_spent: 'Too many wrong codes. Ask for a new one.',
  proof_refused: 'Verify your phone number again.',
  slow_down: 'Too many attempts. Wait a little.',
  challenge_required: 'Show that you are a person, then try again.',
  sms_may_arrive: 'The SMS may still arrive. Wait a minute for it.',
  unfinished: 'The login could not be finished. Ask for a new code.',
  unavailable: 'Login by phone is not available now. Try again later.',
  invalid_input: 'The request is not what it should be.',
  origin_refused: 'This page may not log in here.',
  not_found: 'There is nothing here.',
  method_not_allowed: 'This address takes POST only.',
  internal: 'Something went wrong. Try again later.',
});

const MAX_LENGTH = 500;

/**
 * Checks a table of an app's own, which may leave reasons out.
 *
 * @param {unknown} given
 * @param {string} title what takes the option, for messages
 * @returns {Record<string, string>} without a prototype
 */
function readMessages(given, title) {
  const table = { __proto__: null };
  if (given === undefined) return table;
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`${title}: the option "messages" must be an object of texts by reason.`);
  }
  for (const reason of Object.keys(given)) {
    if (!(reason in STATUS_OF)) {
      throw new TypeError(`${title}: "messages" names an unknown reason "${reason.slice(0, 64)}".`);
    }
    const text = own(given, reason);
    if (text === undefined) continue;
    if (typeof text !== 'string' || text === '' || text.length > MAX_LENGTH) {
      throw new TypeError(
        `${title}: the message of "${reason}" must be text of 1 to ${MAX_LENGTH} characters.`,
      );
    }
    table[reason] = text;
  }
  return table;
}

module.exports = { DEFAULT_MESSAGES, readMessages };

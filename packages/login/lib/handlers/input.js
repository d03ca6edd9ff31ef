// What a client says, in the words of the login.

const { own } = require('../own.js');
const { refusedInput } = require('./refused-input.js');

/** Characters. The tokens of CAPTCHA services have up to some thousand. */
const MAX_CHALLENGE_LENGTH = 16_384;

/**
 * The arguments of `send` and `verify`, without the code.
 *
 * @param {object} input what the client sent
 * @param {import('./exchange.js').Exchange} exchange
 * @param {{ addressOf: Function, device?: Function, user?: Function }} settings
 */
async function attemptOf(input, exchange, settings) {
  const challenge = own(input, 'challenge');
  if (challenge !== undefined && !isShortText(challenge)) {
    throw refusedInput('"challenge" must be a text of at most 16384 characters');
  }
  return { phone: textOf(input, 'phone'), challenge, ...(await sourceOf(exchange, settings)) };
}

/** The arguments of `verify`. */
async function tryOf(input, exchange, settings) {
  const code = textOf(input, 'code');
  return { ...(await attemptOf(input, exchange, settings)), code };
}

/** A field that is missing, or no text, is a mistake of the page, and none of the user. */
function textOf(input, name) {
  const value = own(input, name);
  if (typeof value !== 'string') {
    throw refusedInput(`"${name}" must be a text`);
  }
  return value;
}

/** The arguments of `accept`. */
async function proofOf(input, exchange, settings) {
  return { token: tokenIn(input), ...(await sourceOf(exchange, settings)) };
}

async function sourceOf(exchange, settings) {
  const { request, context } = exchange;
  return {
    ip: await settings.addressOf(exchange),
    device: await settings.device?.(request, context),
    user: await settings.user?.(request, context),
  };
}

/**
 * Whether a proof is meant: there is no code, and there is a proof or no number for a code either.
 */
function isProof(input) {
  if (own(input, 'code') !== undefined) return false;
  return tokenIn(input) !== undefined || own(input, 'phone') === undefined;
}

/** Clients name the proof in three ways. A phone number next to it is ignored. */
function tokenIn(input) {
  return own(input, 'token') ?? own(input, 'accessToken') ?? own(input, 'baxverifyToken');
}

function isShortText(value) {
  return typeof value === 'string' && value.length <= MAX_CHALLENGE_LENGTH;
}

module.exports = { attemptOf, isProof, proofOf, tryOf };

// What both handlers do with a request, apart from reading its body and writing the answer.

const { own } = require('../own.js');
const { PhoneLoginError } = require('../login/error.js');
const { checkHeaders } = require('./body.js');
const { attemptOf, proofOf, tryOf } = require('./input.js');
const { tellDeveloper, tellOwner } = require('./report.js');

const METHODS = 'POST, OPTIONS';

/**
 * @typedef {object} Exchange
 * @property {string} method
 * @property {(name: string) => string | undefined} header
 * @property {string | undefined} host what the client called this server
 * @property {string | undefined} peer the address of the socket
 * @property {unknown} request the framework's own
 * @property {unknown} context
 * @property {() => Promise<object>} readBody
 * @property {(phone: string, headers: Headers) => Promise<unknown>} verified calls the app
 * @property {(response: Response, headers: Headers) => Promise<unknown>} adopt takes what it needs of a response
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {Headers} headers
 * @property {string} [text] JSON
 * @property {unknown} [response] what `adopt` made of the app's own response, instead of a text
 * @property {boolean} [isUnread] the rest of the request has not been read
 */

/**
 * @param {'send' | 'verify' | 'proof'} step
 * @param {Exchange} exchange
 * @returns {Promise<Answer>} never rejects
 */
async function answerTo(step, exchange, settings) {
  const headers = commonHeaders();
  let hasBody = false;
  try {
    const { isAllowed, cors } = settings.isAllowedOrigin(exchange.header, exchange.host);
    if (cors !== undefined) allowCors(headers, cors);
    headers.append('vary', 'Origin');
    if (exchange.method === 'OPTIONS') return preflight(headers, cors);
    if (exchange.method !== 'POST') {
      headers.set('allow', METHODS);
      throw new PhoneLoginError('method_not_allowed');
    }
    if (!isAllowed) throw new PhoneLoginError('origin_refused');
    checkHeaders(exchange.header, settings.maxBodyBytes);
    const input = await exchange.readBody();
    hasBody = true;
    if (step === 'send') {
      const sent = await settings.login.send(await attemptOf(input, exchange, settings));
      return answer(200, headers, { text: textOf(sent) });
    }
    const { phone } =
      step === 'verify'
        ? await settings.login.verify(await tryOf(input, exchange, settings))
        : await settings.login.accept(await proofOf(input, exchange, settings));
    return await session(phone, headers);
  } catch (error) {
    return { ...refusal(error, exchange, settings, headers), isUnread: !hasBody };
  }

  async function session(phone, ownHeaders) {
    let result;
    try {
      result = await exchange.verified(phone, ownHeaders);
    } catch (thrown) {
      // As Remix and others end a route. Anything else is a fault, and the code is spent.
      if (!isResponse(thrown)) throw thrown;
      result = thrown;
    }
    if (isResponse(result)) {
      const response = await exchange.adopt(result, ownHeaders);
      return answer(result.status, ownHeaders, { response });
    }
    return answer(200, ownHeaders, { text: textOf(result === undefined ? { phone } : result) });
  }
}

/** With every field its own: what is on `Object.prototype` is no part of an answer. */
function answer(status, headers, content) {
  const [text, response] = [own(content, 'text'), own(content, 'response')];
  return { status, headers, text, response, isUnread: false };
}

/** What JSON cannot hold, such as a function or a circle, is a fault of the app. */
function textOf(value) {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError('onVerified returned what JSON cannot hold.');
  return text;
}

function commonHeaders() {
  return new Headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
}

function notFound(exchange, settings) {
  return refusal(new PhoneLoginError('not_found'), exchange, settings, commonHeaders());
}

function isResponse(value) {
  return typeof Response === 'function' && value instanceof Response;
}

function allowCors(headers, origin) {
  headers.set('access-control-allow-origin', origin);
  headers.set('access-control-allow-credentials', 'true');
  headers.set('access-control-expose-headers', 'Retry-After');
}

function preflight(headers, cors) {
  headers.set('allow', METHODS);
  if (cors !== undefined) {
    headers.set('access-control-allow-methods', 'POST');
    headers.set('access-control-allow-headers', 'Content-Type');
    headers.set('access-control-max-age', '600');
  }
  return answer(204, headers, {});
}

/** The answer for what went wrong: a reason, a message for end users, and nothing else. */
function refusal(thrown, { request }, settings, headers) {
  const error =
    thrown instanceof PhoneLoginError ? thrown : new PhoneLoginError('internal', { cause: thrown });
  tellOwner(error, request, settings.onError);
  tellDeveloper(error);
  const { reason, status } = error;
  const retryAfterSeconds = own(error, 'retryAfterSeconds');
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  const message = translated(reason, request, settings) ?? error.message;
  return answer(status, headers, { text: textOf({ error: reason, message, retryAfterSeconds }) });
}

function translated(reason, request, { messagesOf }) {
  try {
    return messagesOf(request)[reason];
  } catch {
    return undefined;
  }
}

module.exports = { answerTo, notFound };

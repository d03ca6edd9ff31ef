// Requests of Express, Fastify and NestJS, whose body the framework has parsed.

const { objectIn } = require('../handlers/body.js');
const { attemptOf, isProof, proofOf, tryOf } = require('../handlers/input.js');
const { originCheck } = require('../handlers/origin.js');
const { PhoneLoginError } = require('../login/error.js');

/**
 * The three steps of a login, each a function of the framework's request. Another site can have its
 * visitors post a form, and a framework that parses forms would take it for them, so the origin
 * counts here too.
 *
 * @param {ReturnType<import('./settings.js').settingsOf>} settings with the option `origins`
 * @param {string} title the function that took the options
 */
function requestSteps(settings, title) {
  const { login, origins } = settings;
  const isAllowedOrigin = originCheck(origins, title);

  function inputOf(request) {
    const { header, host } = exchangeOf(request);
    if (!isAllowedOrigin(header, host).isAllowed) throw new PhoneLoginError('origin_refused');
    return objectIn(request.body);
  }

  const attempt = (input, request) => attemptOf(input, exchangeOf(request), settings);
  const accept = async (input, request) =>
    login.accept(await proofOf(input, exchangeOf(request), settings));
  const verify = async (input, request) =>
    login.verify(await tryOf(input, exchangeOf(request), settings));

  return {
    send: async (request) => login.send(await attempt(inputOf(request), request)),
    verify: async (request) => verify(inputOf(request), request),
    accept: async (request) => accept(inputOf(request), request),
    /** A code if there is one, else a proof. */
    async identify(request) {
      const input = inputOf(request);
      return isProof(input) ? accept(input, request) : verify(input, request);
    },
  };
}

function exchangeOf(request) {
  const header = (name) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  return {
    request,
    context: undefined,
    header,
    // HTTP/2 names it in its own header.
    host: header('host') ?? header(':authority'),
    peer: request.socket?.remoteAddress,
  };
}

module.exports = { requestSteps };

const { Body } = require('../handlers/body.js');
const { answerTo } = require('../handlers/exchange.js');
const { settingsOf } = require('../handlers/settings.js');
const { readStream } = require('../handlers/stream-body.js');
const { bodyOf, PhoneLoginError } = require('../login/error.js');

/** Public; see fastify.d.ts. */
async function phoneLogin(fastify, options) {
  const settings = settingsOf('phoneLogin', options, { hasSocket: true });
  fastify.decorate('phoneLogin', settings.login);
  // Its own scope, so that the app's parsers stay as they are.
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays a stream, which is read once the headers have passed.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const [url, step] of settings.routes) {
      scope.route({
        method: ['POST', 'OPTIONS'],
        url,
        handler: (request, reply) => handle(step, request, reply, settings),
      });
    }
  });
}

async function handle(step, request, reply, settings) {
  const { raw } = request;
  const header = (name) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  const { status, headers, text, response, isUnread } = await answerTo(
    step,
    {
      method: request.method,
      header,
      host: header('host') ?? header(':authority'),
      peer: raw.socket?.remoteAddress,
      request,
      context: reply,
      readBody: () => readBody(raw, settings),
      verified: async (phone, ownHeaders) =>
        settings.onVerified({ phone, request, reply, headers: ownHeaders }),
      adopt: async (own) => own,
    },
    settings,
  );
  // The app has answered by itself.
  if (reply.sent) return reply;
  for (const [name, value] of headers) reply.header(name, value);
  if (isUnread && raw.httpVersionMajor < 2 && !raw.complete) reply.header('connection', 'close');
  if (response) return reply.send(response);
  if (text !== undefined) reply.type('application/json; charset=utf-8');
  return reply.code(status).send(text);
}

async function readBody(raw, { maxBodyBytes, bodyTimeout }) {
  const body = new Body(maxBodyBytes);
  await readStream(raw, body, bodyTimeout);
  return body.object();
}

/**
 * What the package fastify-plugin would set: decorators are seen by the app, and the plugin is
 * known by its name.
 */
Object.assign(phoneLogin, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@baxcloud/baxverify-login',
  [Symbol.for('plugin-meta')]: { name: '@baxcloud/baxverify-login', fastify: '5.x' },
});

/** Public; see fastify.d.ts. */
function phoneLoginErrorHandler(error, _request, reply) {
  if (!(error instanceof PhoneLoginError)) throw error;
  reply.code(error.status).headers(error.headers).send(bodyOf(error));
}

module.exports = { phoneLogin, phoneLoginErrorHandler };

import Fastify from 'fastify';
import { session } from './plugins/session.js';
import { routes } from './routes.js';

/**
 * Fastify logs none of these by default. This also redacts what you log. `code` stays, because
 * errors have one.
 */
const SECRETS = ['phone', 'token', 'accessToken', 'apiKey'];
const redact = [
  'body',
  '*.body',
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  ...SECRETS,
  ...SECRETS.map((name) => `*.${name}`),
];

/**
 * @param {object} options
 * @param {import('@baxcloud/baxverify').BaxCloudVerifyClientOptions} options.baxverify
 * @param {string} options.sessionSecret
 * @param {boolean} [options.production] whether cookies need HTTPS
 * @param {string} [options.proxies] addresses of your proxies, such as `loopback, 10.0.0.0/8`
 * @param {string[]} [options.countries] where SMS may go, such as `AT`
 * @param {number} [options.timeout] milliseconds for a call of the service
 * @param {import('node:stream').Writable} [options.logTo]
 */
export async function buildApp(options) {
  const { baxverify, countries, timeout, sessionSecret, production, proxies } = options;
  const app = Fastify({
    logger: { level: 'info', redact, stream: options.logTo ?? process.stdout },
    trustProxy: trusted(proxies),
  });
  // By default, Fastify shows users the message of an error.
  app.setErrorHandler((error, request, reply) => {
    if (error.statusCode < 500) return reply.send(error);
    request.log.error(error, 'internal');
    const message = 'Something went wrong. Try again later.';
    return reply.code(500).send({ error: 'internal', message });
  });
  closeConnectionsWhenClosing(app);

  await app.register(session, { secret: sessionSecret, secure: production });
  await app.register(routes, { baxverify, countries, timeout });
  return app;
}

/**
 * Fastify trusts no proxy where this is a number, and takes the text `1` for the address 0.0.0.1.
 * All users behind a proxy would then share the limits of one address.
 */
function trusted(proxies = false) {
  if (typeof proxies !== 'number' && !/^[\d\s]+$/.test(proxies)) return proxies;
  throw new Error('PROXIES must be the addresses of your proxies, not their number.');
}

/**
 * Without this, a connection whose last request ends during the shutdown delays it until the idle
 * timeout.
 */
function closeConnectionsWhenClosing(app) {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

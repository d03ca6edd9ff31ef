import rateLimit from '@fastify/rate-limit';
import Fastify from 'fastify';
import { handleError, SlowDown } from './errors.js';
import { baxverify } from './plugins/baxverify.js';
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
 * @param {import('node:stream').Writable} [options.logTo]
 */
export async function buildApp(options) {
  const app = Fastify({
    logger: { level: 'info', redact, stream: options.logTo ?? process.stdout },
    bodyLimit: 8 * 1024,
    trustProxy: options.proxies ?? false,
    // A code must be a string. A number would lose its leading zeros.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: true } },
  });
  // A form on another site can send this type without a CORS preflight.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(handleError);
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  closeConnectionsWhenClosing(app);

  // In memory. If several processes serve one site, set `redis`.
  await app.register(rateLimit, { global: false, errorResponseBuilder: () => new SlowDown() });
  await app.register(baxverify, options.baxverify);
  await app.register(session, {
    secret: options.sessionSecret,
    secure: options.production ?? false,
  });
  await app.register(routes);
  return app;
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

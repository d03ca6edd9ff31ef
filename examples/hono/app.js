import { createPhoneLogin, createSendGuard, toFetchHandler } from '@baxcloud/baxverify-login';
import { Hono } from 'hono';
import { createSessions } from './session.js';

/**
 * @param {object} options
 * @param {import('@baxcloud/baxverify').BaxCloudVerifyClient} options.client one for the whole
 * process
 * @param {string} options.sessionSecret
 * @param {boolean} [options.production] whether cookies need HTTPS
 * @param {number} [options.trustedProxies] how many proxies of yours are in front of the app
 * @param {string[]} [options.countries] where SMS may go, such as `AT`
 * @param {number} [options.timeout] milliseconds for a call of the service
 * @param {Pick<Console, 'error'>} [options.log]
 */
export function createApp(options) {
  const { client, timeout, trustedProxies = 0, log = console } = options;
  const sessions = createSessions({ secret: options.sessionSecret, secure: options.production });
  const guard = createSendGuard({ countries: { allow: options.countries } });

  const routes = toFetchHandler({
    login: createPhoneLogin({ client, guard, timeout }),
    clientAddress: trustedProxies === 0 ? socketAddress : { trustedProxies },
    // The place to find or create the user of this number.
    onVerified: async ({ phone, context: c }) => {
      await sessions.begin(c, phone);
      return c.json({ phone });
    },
    onError: ({ reason, cause }) => log.error(reason, cause),
  });

  const app = new Hono();
  // The context goes along for the address and the cookie.
  for (const path of ['/login/*', '/auth/phone-login']) app.all(path, (c) => routes(c.req.raw, c));

  app.get('/me', sessions.required, (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json({ phone: c.get('phone') });
  });

  app.post('/logout', (c) => {
    sessions.end(c);
    return c.body(null, 204);
  });

  return app;
}

/** With `@hono/node-server`, which hands over Node's own request. */
const socketAddress = (_request, c) => c.env.incoming.socket.remoteAddress;

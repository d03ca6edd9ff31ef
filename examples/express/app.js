import { createPhoneLogin, createSendGuard, toNodeHandler } from '@baxcloud/baxverify-login';
import { loginPage } from '@baxcloud/baxverify-login/page';
import cookieParser from 'cookie-parser';
import express from 'express';
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

  const app = express();
  app.disable('x-powered-by');
  // The form at /login. Leave it out if you have your own.
  app.use(loginPage({ afterLogin: '/me' }).node);
  app.use(
    toNodeHandler({
      login: createPhoneLogin({ client, guard, timeout }),
      clientAddress: trustedProxies === 0 ? 'socket' : { trustedProxies },
      // The place to find or create the user of this number.
      onVerified: ({ phone, response }) => sessions.begin(response, phone),
      onError: ({ reason, cause }) => log.error(reason, cause),
    }),
  );

  app.get('/me', cookieParser(), async (req, res) => {
    res.set('Cache-Control', 'no-store');
    const phone = await sessions.phoneOf(req);
    if (phone === undefined)
      return res.status(401).json({ error: 'logged_out', message: 'Log in first.' });
    res.json({ phone });
  });

  app.post('/logout', (_req, res) => {
    sessions.end(res);
    res.status(204).end();
  });

  return app;
}

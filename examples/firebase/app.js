import { createPhoneLogin, createSendGuard, toNodeHandler } from '@baxcloud/baxverify-login';
import express from 'express';

/** Errors of invalid ID tokens. All other errors of Firebase are for the owner. */
const ID_TOKEN_FAULTS = new Set([
  'auth/argument-error',
  'auth/id-token-expired',
  'auth/id-token-revoked',
  'auth/user-disabled',
  'auth/user-not-found',
]);

/**
 * @param {object} options
 * @param {import('@baxcloud/baxverify').BaxCloudVerifyClient} options.client one for the whole
 * process
 * @param {import('firebase-admin/auth').Auth} options.auth
 * @param {number} [options.trustedProxies] how many proxies of yours are in front of the app
 * @param {string[]} [options.countries] where SMS may go, such as `AT`
 * @param {number} [options.timeout] milliseconds for a call of the service
 * @param {Pick<Console, 'error'>} [options.log]
 */
export function createApp(options) {
  const { auth, client, timeout, trustedProxies = 0, log = console } = options;
  const guard = createSendGuard({ countries: { allow: options.countries } });

  const app = express();
  app.disable('x-powered-by');
  app.use(
    toNodeHandler({
      login: createPhoneLogin({ client, guard, timeout }),
      clientAddress: trustedProxies === 0 ? 'socket' : { trustedProxies },
      // The app passes this token to `signInWithCustomToken` within an hour. Firebase creates the
      // user at the first sign-in. If your users already have phone numbers there, use the uid of
      // `auth.getUserByPhoneNumber`.
      onVerified: async ({ phone }) => ({
        customToken: await auth.createCustomToken(`phone:${phone}`, { phone }),
      }),
      onError: ({ reason, cause }) => log.error(reason, cause),
    }),
  );

  app.get('/me', withUser, (_req, res) => {
    const { uid, phone } = res.locals.user;
    res.json({ uid, phone });
  });

  /** Logs out on all devices. The app also calls `signOut()`. */
  app.post('/logout', withUser, async (_req, res) => {
    await auth.revokeRefreshTokens(res.locals.user.uid);
    res.status(204).end();
  });

  app.use(handleErrors);
  return app;

  /** The session is a Firebase ID token. A revoked token is refused. */
  async function withUser(req, res, next) {
    res.set('Cache-Control', 'no-store');
    try {
      const [, idToken] = /^Bearer (\S+)$/i.exec(req.get('authorization') ?? '') ?? [];
      res.locals.user = idToken && (await auth.verifyIdToken(idToken, true));
    } catch (error) {
      if (!ID_TOKEN_FAULTS.has(error.code)) throw error;
    }
    if (res.locals.user) return next();
    res.status(401).json({ error: 'logged_out', message: 'Log in first.' });
  }

  /** Express recognizes it by its four parameters. */
  function handleErrors(error, _req, res, next) {
    if (res.headersSent) return next(error);
    log.error('internal', error);
    res.status(500).json({ error: 'internal', message: 'Something went wrong. Try again later.' });
  }
}

import express from 'express';
import { z } from 'zod';
import { handleErrors, loggedOut, Refusal } from './errors.js';
import { createLimits } from './limits.js';
import { createLogin } from './login.js';

const phone = z.e164('phone must be a number with its country code, such as +4366412345678');
const code = z
  .string('code must be text')
  .regex(/^\d{4,10}$/, 'code must be the 4 to 10 digits of the SMS');
const token = z.jwt('token must be the accessToken of a verification').max(4096);

/**
 * @param {object} options
 * @param {import('@baxcloud/baxverify').BaxCloudVerifyClient} options.client one for the whole
 * process
 * @param {string} options.projectId of BaxVerify, not of Firebase
 * @param {import('firebase-admin/auth').Auth} options.auth
 * @param {string} [options.proxies] addresses of your proxies, such as `loopback, 10.0.0.0/8`
 * @param {Pick<Console, 'error'>} [options.log]
 */
export function createApp(options) {
  const { auth, proxies = false, log = console } = options;
  const login = createLogin(options);
  const limits = createLimits();

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', proxies);
  app.use(noStore, express.json({ limit: '8kb' }));

  app.post(
    '/login/send',
    limits.sendsPerAddress,
    body({ phone }),
    limits.sendsPerPhone,
    async (req, res) => {
      // The response is the same whether or not the number has an account.
      const { expiresInSeconds } = await login.send(req.body.phone);
      res.json({ expiresInSeconds });
    },
  );

  app.post('/login/verify', limits.loginsPerAddress, body({ phone, code }), async (req, res) => {
    res.json({ customToken: await login.byCode(req.body.phone, req.body.code) });
  });

  app.post('/login/proof', limits.loginsPerAddress, body({ token }), async (req, res) => {
    res.json({ customToken: await login.byProof(req.body.token) });
  });

  app.get('/me', async (req, res) => {
    const { uid, phone } = await userOf(req);
    res.json({ uid, phone });
  });

  /** Logs out on all devices. The app also calls `signOut()`. */
  app.post('/logout', async (req, res) => {
    const { uid } = await userOf(req);
    await auth.revokeRefreshTokens(uid);
    res.status(204).end();
  });

  app.use(handleErrors(log));
  return app;

  /** The session is a Firebase ID token. A revoked token is refused. */
  function userOf(req) {
    const [, idToken] = /^Bearer (\S+)$/i.exec(req.get('authorization') ?? '') ?? [];
    if (idToken === undefined) throw loggedOut();
    return auth.verifyIdToken(idToken, true);
  }
}

/** Checks the body, and keeps only the fields of the schema. */
function body(fields) {
  const schema = z.object(fields, 'The body must be a JSON object.');
  return (req, _res, next) => {
    const { success, data, error } = schema.safeParse(req.body);
    if (!success) {
      const [{ message, path }] = error.issues;
      throw new Refusal(400, 'invalid_input', message, path[0]);
    }
    req.body = data;
    next();
  };
}

function noStore(_req, res, next) {
  res.set('Cache-Control', 'no-store');
  next();
}

import cookieParser from 'cookie-parser';
import express from 'express';
import { z } from 'zod';
import { handleErrors, Refusal } from './errors.js';
import { createLimits } from './limits.js';
import { createLogin } from './login.js';
import { createSessions } from './session.js';

const phone = z.e164('phone must be a number with its country code, such as +4366412345678');
const code = z
  .string('code must be text')
  .regex(/^\d{4,10}$/, 'code must be the 4 to 10 digits of the SMS');
const token = z.jwt('token must be the accessToken of a verification').max(4096);

/**
 * @param {object} options
 * @param {import('@baxcloud/baxverify').BaxCloudVerifyClient} options.client one for the whole
 * process
 * @param {string} options.projectId
 * @param {string} options.sessionSecret
 * @param {boolean} [options.production] whether cookies need HTTPS
 * @param {string} [options.proxies] addresses of your proxies, such as `loopback, 10.0.0.0/8`
 * @param {Pick<Console, 'error'>} [options.log]
 */
export function createApp(options) {
  const { production = false, proxies = false, log = console } = options;
  const login = createLogin(options);
  const sessions = createSessions({ secret: options.sessionSecret, secure: production });
  const limits = createLimits();

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', proxies);
  app.use(noStore, express.json({ limit: '8kb' }), cookieParser());

  app.post(
    '/login/send',
    limits.sendsPerAddress,
    body({ phone }),
    limits.sendsPerPhone,
    route(async (req, res) => {
      // The response is the same whether or not the number has an account.
      const { expiresInSeconds } = await login.send(req.body.phone);
      res.json({ expiresInSeconds });
    }),
  );

  app.post(
    '/login/verify',
    limits.loginsPerAddress,
    body({ phone, code }),
    route(async (req, res) => enter(res, await login.verify(req.body.phone, req.body.code))),
  );

  app.post(
    '/login/proof',
    limits.loginsPerAddress,
    body({ token }),
    route(async (req, res) => enter(res, await login.phoneOf(req.body.token))),
  );

  app.get(
    '/me',
    route(async (req, res) => {
      const user = await sessions.phoneOf(req);
      if (user === undefined) throw new Refusal(401, 'logged_out', 'Log in first.');
      res.json({ phone: user });
    }),
  );

  app.post('/logout', (_req, res) => {
    sessions.end(res);
    res.status(204).end();
  });

  app.use(handleErrors(log));
  return app;

  /** The place to find or create the user of this number. */
  async function enter(res, user) {
    await sessions.begin(res, user);
    res.json({ phone: user });
  }
}

/** Express 5 awaits a handler. Express 4 does not: if the handler rejects, the request hangs. */
function route(handler) {
  return (req, res, next) => handler(req, res, next).catch(next);
}

/** Checks the body, and keeps only the fields of the schema. */
function body(fields) {
  const schema = z.object(fields, 'The body must be a JSON object');
  return (req, _res, next) => {
    const { success, data, error } = schema.safeParse(req.body);
    if (!success) {
      const [{ message, path }] = error.issues;
      return next(new Refusal(400, 'invalid_input', message, path[0]));
    }
    req.body = data;
    next();
  };
}

function noStore(_req, res, next) {
  res.set('Cache-Control', 'no-store');
  next();
}

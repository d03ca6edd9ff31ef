import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { onError, proofRefused, Refusal } from './errors.js';
import { createLimits } from './limits.js';
import { createSessions } from './session.js';

const phone = z.e164('phone must be a number with its country code, such as +4366412345678');
const code = z
  .string('code must be text')
  .regex(/^\d{4,10}$/, 'code must be the 4 to 10 digits of the SMS');
const token = z.jwt('token must be the accessToken of a verification').max(4096);

/**
 * A call of the client continues when the browser disconnects, so `c.req.raw.signal` is not passed
 * to it. An aborted send may still deliver, and a user who reloads the page would cost a second
 * SMS. An aborted verification may have used the code.
 *
 * @param {object} options
 * @param {import('@baxcloud/baxverify').BaxCloudVerifyClient} options.client one for the whole
 * process
 * @param {string} options.projectId
 * @param {string} options.sessionSecret
 * @param {boolean} [options.production] whether cookies need HTTPS
 * @param {string[]} [options.proxies] addresses of your proxies, such as `10.0.0.0/8`
 * @param {Pick<Console, 'error'>} [options.log]
 */
export function createApp(options) {
  const { client, projectId, production = false, proxies = [], log = console } = options;
  const sessions = createSessions({ secret: options.sessionSecret, secure: production });
  const limits = createLimits(proxies);

  const app = new Hono();
  app.onError(onError(log));
  app.use(noStore, bodyLimit({ maxSize: 8 * 1024 }));

  app.post(
    '/login/send',
    limits.sendsPerAddress,
    body({ phone }),
    limits.sendsPerPhone,
    async (c) => {
      const request = { phone: c.req.valid('json').phone, purpose: 'LOGIN' };
      // The response is the same whether or not the number has an account.
      const { expiresInSeconds } = await client.sendOtp(request);
      return c.json({ expiresInSeconds });
    },
  );

  app.post('/login/verify', limits.loginsPerAddress, body({ phone, code }), async (c) => {
    const { accessToken } = await client.verifyOtp(c.req.valid('json'));
    return enter(c, await phoneOfProof(accessToken));
  });

  app.post('/login/proof', limits.loginsPerAddress, body({ token }), async (c) =>
    enter(c, await phoneOfProof(c.req.valid('json').token)),
  );

  app.get('/me', sessions.required, (c) => c.json({ phone: c.get('phone') }));

  app.post('/logout', (c) => {
    sessions.end(c);
    return c.body(null, 204);
  });

  return app;

  /** Returns the phone number of a proof, and consumes the proof. */
  async function phoneOfProof(token) {
    const proof = await client.validateVerificationToken({ token });
    // A proof of another project or for another purpose, such as a change of number, is not a
    // login.
    const fits = proof.valid && proof.projectId === projectId && proof.purpose === 'LOGIN';
    if (!fits) throw proofRefused();
    return proof.phone;
  }

  /** The place to find or create the user of this number. */
  async function enter(c, user) {
    await sessions.begin(c, user);
    return c.json({ phone: user });
  }
}

/** Accepts only `application/json`, which a form on another site cannot send. */
function body(fields) {
  const schema = z.object(fields, 'The body must be a JSON object.');
  return zValidator('json', schema, ({ success, error }) => {
    if (success) return;
    const [{ message, path }] = error.issues;
    throw new Refusal(400, 'invalid_input', message, path[0]);
  });
}

async function noStore(c, next) {
  await next();
  c.header('Cache-Control', 'no-store');
}

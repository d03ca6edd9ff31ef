// The three ways to log in. A call of the client continues when the browser disconnects. An aborted
// send may still deliver, and a user who reloads the page would cost a second SMS. An aborted
// verification may have used the code.

import { SlowDown } from './errors.js';

const phone = {
  type: 'string',
  pattern: '^\\+[1-9][0-9]{6,14}$',
  description: 'a number with its country code, such as +4366412345678',
};
const code = {
  type: 'string',
  pattern: '^[0-9]{4,10}$',
  description: 'text: the 4 to 10 digits of the SMS',
};
const token = {
  type: 'string',
  pattern: '^[\\w-]+\\.[\\w-]+\\.[\\w-]+$',
  maxLength: 4096,
  description: 'the accessToken of a verification',
};
const body = (properties) => ({
  body: {
    type: 'object',
    required: Object.keys(properties),
    additionalProperties: false,
    properties,
  },
});

const timeWindow = 10 * 60_000;
/** By address, for IPv6 by network, before the body is read. */
const perAddress = (max) => ({ rateLimit: { max, timeWindow } });

export async function routes(app) {
  const { baxverify } = app;
  // Lower than the service's own limit, so that many addresses cannot flood one number.
  const countPhone = app.createRateLimit({
    max: 3,
    timeWindow,
    keyGenerator: (request) => request.body.phone,
  });

  app.post(
    '/login/send',
    { schema: body({ phone }), config: perAddress(10), preHandler: limitPhone },
    async (request) => {
      // The response is the same whether or not the number has an account.
      const { expiresInSeconds } = await baxverify.sendOtp({
        phone: request.body.phone,
        purpose: 'LOGIN',
      });
      return { expiresInSeconds };
    },
  );

  app.post(
    '/login/verify',
    { schema: body({ phone, code }), config: perAddress(20) },
    async (request, reply) => {
      const { accessToken } = await baxverify.verifyOtp(request.body);
      return enter(reply, await app.phoneOfProof(accessToken));
    },
  );

  app.post(
    '/login/proof',
    { schema: body({ token }), config: perAddress(20) },
    async (request, reply) => enter(reply, await app.phoneOfProof(request.body.token)),
  );

  app.get('/me', { onRequest: app.authenticate }, async (request) => ({ phone: request.user.sub }));

  app.post('/logout', async (_request, reply) => {
    reply.endSession();
    return reply.code(204).send();
  });

  async function limitPhone(request, reply) {
    const { isExceeded, ttlInSeconds } = await countPhone(request);
    if (!isExceeded) return;
    reply.header('retry-after', ttlInSeconds);
    throw new SlowDown();
  }
}

/** The place to find or create the user of this number. */
async function enter(reply, user) {
  await reply.beginSession(user);
  return { phone: user };
}

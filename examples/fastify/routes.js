import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createPhoneLogin, createSendGuard } from '@baxcloud/baxverify-login';
import phoneLogin from '@baxcloud/baxverify-login/fastify';

/** If the configuration is wrong, the app does not start. */
export async function routes(app, { baxverify, countries, timeout }) {
  await app.register(phoneLogin, {
    login: createPhoneLogin({
      client: new BaxCloudVerifyClient(baxverify),
      guard: createSendGuard({ countries: { allow: countries } }),
      timeout,
    }),
    // By Fastify's option trustProxy.
    clientAddress: (request) => request.ip,
    // The place to find or create the user of this number.
    onVerified: ({ phone, reply }) => reply.beginSession(phone),
    onError: ({ reason, cause }, request) => request.log.error(cause, reason),
  });

  app.get('/me', { onRequest: app.authenticate }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return { phone: request.user.sub };
  });

  app.post('/logout', async (_request, reply) => {
    reply.endSession();
    return reply.code(204).send();
  });
}

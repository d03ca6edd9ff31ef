import { createPhoneLogin } from '@baxcloud/baxverify-login';
import phoneLogin, { phoneLoginErrorHandler } from '@baxcloud/baxverify-login/fastify';
import fastify from 'fastify';

export async function createApp({ client, users, sessions }) {
  // The address of your proxy.
  const app = fastify({ trustProxy: '127.0.0.1' });
  await app.register(phoneLogin, {
    login: createPhoneLogin({ client }),
    // By Fastify's option trustProxy.
    clientAddress: (request) => request.ip,
    async onVerified({ phone, reply }) {
      const user = await users.findOrCreate(phone);
      reply.header('set-cookie', `session=${sessions.start(user)}; HttpOnly; SameSite=Lax; Path=/`);
      return { user };
    },
  });

  // For routes of your own that call app.phoneLogin.
  app.setErrorHandler(phoneLoginErrorHandler);
  app.post('/resend', (request) =>
    app.phoneLogin.send({ phone: request.body.phone, ip: request.ip }),
  );
  return app;
}

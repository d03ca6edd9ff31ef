// Right uses, and wrong ones that TypeScript has to refuse. Compiled, never run.

import { CredentialsSignin, ExpressAuth } from '@auth/express';
import Credentials from '@auth/express/providers/credentials';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createPhoneLogin, toNodeHandler } from '@baxcloud/baxverify-login';
import { phoneCredentials } from '@baxcloud/baxverify-login/auth-js';
import { betterAuthPhone } from '@baxcloud/baxverify-login/better-auth';
import phoneLogin, { phoneLoginErrorHandler } from '@baxcloud/baxverify-login/fastify';
import { loginPage } from '@baxcloud/baxverify-login/page';
import { PhoneStrategy, type PhoneStrategyInfo } from '@baxcloud/baxverify-login/passport';
import { betterAuth } from 'better-auth';
import { phoneNumber } from 'better-auth/plugins';
import express, { type Request } from 'express';
import fastify from 'fastify';
import passport from 'passport';

const login = createPhoneLogin({
  client: new BaxCloudVerifyClient({ projectId: 'proj_x', apiKey: 'bax_sk_x' }),
});

betterAuth({
  plugins: [phoneNumber({ ...betterAuthPhone({ login, clientAddress: { trustedProxies: 1 } }) })],
});
betterAuthPhone({ login, clientAddress: (_request, context) => context.headers.get('x-real-ip') });
// @ts-expect-error: the address must be chosen.
betterAuthPhone({ login });
// @ts-expect-error: there is no socket.
betterAuthPhone({ login, clientAddress: 'socket' });

const app = express();
const credentials = phoneCredentials({
  CredentialsSignin,
  login,
  clientAddress: 'none',
  onVerified: async ({ phone }) => ({ id: phone, name: phone }),
});
app.use('/auth', ExpressAuth({ providers: [Credentials(credentials)] }));
// @ts-expect-error: the class of the app's own copy is needed.
phoneCredentials({ login, clientAddress: 'none', onVerified: () => null });

passport.use(
  new PhoneStrategy<Request>({
    login,
    clientAddress: 'socket',
    origins: ['https://app.example'],
    onVerified: ({ phone, request }) => ({ phone, language: request.acceptsLanguages() }),
    onError: (error) => console.error(error.reason, error.cause),
  }),
);
export const isSlow = (info: PhoneStrategyInfo) => info.reason === 'slow_down';
// @ts-expect-error: it is no reason.
export const isQuick = (info: PhoneStrategyInfo) => info.reason === 'quick';
// @ts-expect-error: there has to be a user.
new PhoneStrategy({ login, clientAddress: 'socket' });

app.use(toNodeHandler({ login, clientAddress: 'socket', onVerified: false }));
const page = loginPage({ title: 'Log in', texts: { phone: 'Phone' } });
app.use(page.node);
export const answer = page.fetch(new globalThis.Request('https://app.example/login'));
// @ts-expect-error: a text that the page does not have.
loginPage({ texts: { telephone: 'Phone' } });

const server = fastify();
await server.register(phoneLogin, {
  login,
  clientAddress: (request) => request.ip,
  onVerified: ({ phone, reply }) => {
    reply.header('x-phone', phone);
  },
});
await server.phoneLogin.send({ phone: '+436641234567' });
server.setErrorHandler(phoneLoginErrorHandler);
// @ts-expect-error: onVerified is missing.
await server.register(phoneLogin, { login, clientAddress: 'socket' });

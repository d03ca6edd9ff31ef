import { CredentialsSignin, ExpressAuth } from '@auth/express';
import Credentials from '@auth/express/providers/credentials';
import { createPhoneLogin, toNodeHandler } from '@baxcloud/baxverify-login';
import { phoneCredentials } from '@baxcloud/baxverify-login/auth-js';
import express from 'express';

export function createApp({ client, users, secret }) {
  const login = createPhoneLogin({ client });
  const phone = phoneCredentials({
    CredentialsSignin,
    login,
    clientAddress: { trustedProxies: 1 },
    onVerified: ({ phone }) => users.findOrCreate(phone),
  });

  const app = express();
  // How many proxies of yours there are: Auth.js takes the address of the site from what they say.
  app.set('trust proxy', 1);
  // POST /login/send
  app.use(toNodeHandler({ login, clientAddress: { trustedProxies: 1 }, onVerified: false }));
  app.use('/auth', ExpressAuth({ secret, providers: [Credentials(phone)] }));
  return app;
}

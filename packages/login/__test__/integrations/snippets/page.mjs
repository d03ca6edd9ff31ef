import { createPhoneLogin, toFetchHandler, toNodeHandler } from '@baxcloud/baxverify-login';
import { loginPage } from '@baxcloud/baxverify-login/page';
import express from 'express';
import { Hono } from 'hono';

export function createExpressApp({ client, onVerified }) {
  const app = express();
  // GET /login, /login/page.css and /login/page.js
  app.use(loginPage({ afterLogin: '/account' }).node);
  app.use(
    toNodeHandler({ login: createPhoneLogin({ client }), clientAddress: 'socket', onVerified }),
  );
  return app;
}

export function createHonoApp({ client, onVerified }) {
  const page = loginPage({ afterLogin: '/account' });
  const login = createPhoneLogin({ client });
  const routes = toFetchHandler({ login, clientAddress: { trustedProxies: 1 }, onVerified });

  const app = new Hono();
  for (const path of page.paths) app.get(path, (context) => page.fetch(context.req.raw));
  app.all('/login/*', (context) => routes(context.req.raw));
  return app;
}

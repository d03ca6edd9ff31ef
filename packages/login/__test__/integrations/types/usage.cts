// CommonJS gets the same types. Compiled, never run.

import authJs = require('@baxcloud/baxverify-login/auth-js');
import betterAuth = require('@baxcloud/baxverify-login/better-auth');
import fastifyPlugin = require('@baxcloud/baxverify-login/fastify');
import page = require('@baxcloud/baxverify-login/page');
import passport = require('@baxcloud/baxverify-login/passport');

export const names: string[] = [
  authJs.phoneCredentials.name,
  betterAuth.betterAuthPhone.name,
  fastifyPlugin.phoneLogin.name,
  fastifyPlugin.phoneLoginErrorHandler.name,
  page.loginPage.name,
  passport.PhoneStrategy.name,
];

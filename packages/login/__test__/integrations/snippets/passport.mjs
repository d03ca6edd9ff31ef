import { createPhoneLogin, toNodeHandler } from '@baxcloud/baxverify-login';
import { PhoneStrategy } from '@baxcloud/baxverify-login/passport';
import express from 'express';
import session from 'express-session';
import { Passport } from 'passport';

export function createApp({ client, users, secret }) {
  const login = createPhoneLogin({ client });
  const passport = new Passport();
  passport.use(
    new PhoneStrategy({
      login,
      clientAddress: 'socket',
      onVerified: ({ phone }) => users.findOrCreate(phone),
    }),
  );
  passport.serializeUser((user, done) => done(null, user.id));
  passport.deserializeUser((id, done) => done(null, users.byId(id) ?? false));

  const app = express();
  app.use(session({ secret, resave: false, saveUninitialized: false }));
  app.use(passport.session());
  // POST /login/send
  app.use(toNodeHandler({ login, clientAddress: 'socket', onVerified: false }));
  app.post('/login/verify', express.json(), (req, res, next) => {
    passport.authenticate('phone', (error, user, info, status) => {
      if (error) return next(error);
      if (!user) return res.status(status).json(info ?? { reason: 'proof_refused' });
      req.logIn(user, (failed) => (failed ? next(failed) : res.json({ user })));
    })(req, res, next);
  });
  app.get('/me', (req, res) => res.json({ user: req.user ?? null }));
  return app;
}

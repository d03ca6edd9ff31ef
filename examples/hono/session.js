// The session is a signed JWT in a cookie that scripts cannot read. Each login sets a new one, so a
// cookie that an attacker planted earlier has no effect.

import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { sign, verify } from 'hono/jwt';

const COOKIE = 'session';
const SECONDS = 3600;

export function createSessions({ secret, secure = false }) {
  if (secret.length < 32) throw new Error('SESSION_SECRET must have at least 32 characters.');
  const options = { httpOnly: true, sameSite: 'Lax', secure, path: '/' };

  return {
    async begin(c, phone) {
      const now = Math.floor(Date.now() / 1000);
      const token = await sign({ sub: phone, iat: now, exp: now + SECONDS }, secret, 'HS256');
      setCookie(c, COOKIE, token, { ...options, maxAge: SECONDS });
    },

    /** For routes that need a user. Sets `phone`. */
    required: createMiddleware(async (c, next) => {
      const phone = await subjectOf(getCookie(c, COOKIE));
      if (phone === undefined)
        return c.json({ error: 'logged_out', message: 'Log in first.' }, 401);
      c.set('phone', phone);
      await next();
    }),

    end: (c) => deleteCookie(c, COOKIE, options),
  };

  async function subjectOf(token = '') {
    try {
      const { sub, exp } = await verify(token, secret, 'HS256');
      return exp === undefined ? undefined : sub;
    } catch {
      // Do not log this error: its message quotes the token.
      return undefined;
    }
  }
}

// The session is a signed JWT in a cookie that scripts cannot read. Each login sets a new one, so a
// cookie that an attacker planted earlier has no effect.

import { jwtVerify, SignJWT } from 'jose';

const COOKIE = 'session';
const SECONDS = 3600;

export function createSessions({ secret, secure = false }) {
  if (secret.length < 32) throw new Error('SESSION_SECRET must have at least 32 characters.');
  const key = new TextEncoder().encode(secret);
  const options = { httpOnly: true, sameSite: 'lax', secure, path: '/' };

  return {
    async begin(res, phone) {
      const token = await new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(phone)
        .setIssuedAt()
        .setExpirationTime(`${SECONDS}s`)
        .sign(key);
      res.cookie(COOKIE, token, { ...options, maxAge: SECONDS * 1000 });
    },

    /** The phone number of the user who makes the request, or `undefined`. */
    async phoneOf(req) {
      const token = req.cookies[COOKIE];
      if (typeof token !== 'string') return undefined;
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          requiredClaims: ['sub', 'exp'],
        });
        return payload.sub;
      } catch {
        return undefined;
      }
    },

    end: (res) => res.clearCookie(COOKIE, options),
  };
}

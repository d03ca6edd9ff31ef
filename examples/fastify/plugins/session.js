import cookie from '@fastify/cookie';
import jwt from '@fastify/jwt';
import plugin from 'fastify-plugin';

const SECONDS = 3600;

/**
 * The session is a signed JWT in a cookie that scripts cannot read. Each login sets a new one, so a
 * cookie that an attacker planted earlier has no effect.
 */
export const session = plugin(
  async (app, { secret, secure = false }) => {
    if (!(secret?.length >= 32))
      throw new Error('SESSION_SECRET must have at least 32 characters.');
    const options = { httpOnly: true, sameSite: 'lax', secure, path: '/' };

    await app.register(cookie);
    await app.register(jwt, {
      secret,
      cookie: { cookieName: 'session', signed: false },
      sign: { algorithm: 'HS256', expiresIn: `${SECONDS}s` },
      verify: { algorithms: ['HS256'], requiredClaims: ['sub', 'exp'] },
    });

    app.decorateReply('beginSession', async function beginSession(phone) {
      const token = await this.jwtSign({ sub: phone });
      this.setCookie('session', token, { ...options, maxAge: SECONDS });
    });
    app.decorateReply('endSession', function endSession() {
      this.clearCookie('session', options);
    });
    /** For `onRequest` of routes that need a user. Sets `request.user`. */
    app.decorate('authenticate', async (request, reply) => {
      try {
        await request.jwtVerify({ onlyCookie: true });
      } catch {
        return reply.code(401).send({ error: 'logged_out', message: 'Log in first.' });
      }
    });
  },
  { name: 'session' },
);

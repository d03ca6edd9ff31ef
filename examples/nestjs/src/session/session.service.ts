import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { CookieOptions, Request } from 'express';
import { SETTINGS, type Settings } from '../settings.js';

export const SESSION_SECONDS = 60 * 60;

/** The claims of a session. No phone number, because tokens can end up in other people's logs. */
export interface Session {
  sub: string;
  jti: string;
  exp: number;
}

@Injectable()
export class SessionService {
  readonly cookie: string;
  readonly cookieOptions: CookieOptions;
  /** Revoked sessions, until they expire. With several processes, use a shared store. */
  readonly #ended = new Map<string, number>();

  constructor(
    private readonly jwt: JwtService,
    @Inject(SETTINGS) { secure }: Settings,
  ) {
    // Browsers accept a cookie with this name only from this host and over HTTPS.
    this.cookie = secure ? '__Host-session' : 'session';
    this.cookieOptions = { httpOnly: true, sameSite: 'lax', secure, path: '/' };
  }

  begin(userId: string): Promise<string> {
    return this.jwt.signAsync({}, { subject: userId, jwtid: randomUUID() });
  }

  /** The session of a request, from a browser's cookie or from an app's `Authorization: Bearer`. */
  async of(request: Request): Promise<Session | undefined> {
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer ?? request.cookies[this.cookie];
    if (typeof token !== 'string') return undefined;
    const session = await this.jwt.verifyAsync<Session>(token).catch(() => undefined);
    return session && !this.#ended.has(session.jti) ? session : undefined;
  }

  end({ jti, exp }: Session) {
    const now = Date.now() / 1000;
    for (const [id, until] of this.#ended) if (until < now) this.#ended.delete(id);
    this.#ended.set(jti, exp);
  }
}

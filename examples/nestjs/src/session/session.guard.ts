import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import type { Request } from 'express';
import { type Session, SessionService } from './session.service.js';

type WithSession = Request & { session?: Session };

@Injectable()
export class SessionGuard implements CanActivate {
  constructor(private readonly sessions: SessionService) {}

  async canActivate(context: ExecutionContext) {
    const request = context.switchToHttp().getRequest<WithSession>();
    const session = await this.sessions.of(request);
    if (!session) throw notLoggedIn();
    request.session = session;
    return true;
  }
}

export function notLoggedIn() {
  const message = 'Log in first.';
  return new UnauthorizedException({ statusCode: 401, error: 'logged_out', message });
}

/** The session that the guard found. */
export const CurrentSession = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<WithSession>().session,
);

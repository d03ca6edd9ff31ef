import { Controller, Get, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { UsersService } from '../users/users.service.js';
import { CurrentSession, notLoggedIn, SessionGuard } from './session.guard.js';
import { type Session, SessionService } from './session.service.js';

@Controller()
@UseGuards(SessionGuard)
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly users: UsersService,
  ) {}

  @Get('me')
  async me(@CurrentSession() session: Session) {
    const user = await this.users.find(session.sub);
    if (!user) throw notLoggedIn();
    return { user };
  }

  @Post('logout')
  @HttpCode(204)
  logout(@CurrentSession() session: Session, @Res({ passthrough: true }) response: Response) {
    this.sessions.end(session);
    response.clearCookie(this.sessions.cookie, this.sessions.cookieOptions);
  }
}

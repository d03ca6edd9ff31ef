import { PhoneLoginService } from '@baxcloud/baxverify-login/nestjs';
import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { SESSION_SECONDS, SessionService } from '../session/session.service.js';
import { UsersService } from '../users/users.service.js';

@Controller('login')
export class LoginController {
  constructor(
    private readonly phoneLogin: PhoneLoginService,
    private readonly users: UsersService,
    private readonly sessions: SessionService,
  ) {}

  @Post('send')
  @HttpCode(200)
  send(@Req() request: unknown) {
    return this.phoneLogin.send(request);
  }

  /** For browsers. The session is a cookie that scripts cannot read. */
  @Post('verify')
  @HttpCode(200)
  async verify(@Req() request: unknown, @Res({ passthrough: true }) response: Response) {
    const { phone } = await this.phoneLogin.verify(request);
    const user = await this.users.findOrCreate(phone);
    response.cookie(this.sessions.cookie, await this.sessions.begin(user.id), {
      ...this.sessions.cookieOptions,
      maxAge: SESSION_SECONDS * 1000,
    });
    return { user };
  }

  /** For apps that have verified the number themselves. The session is a token. */
  @Post('proof')
  @HttpCode(200)
  async proof(@Req() request: unknown) {
    const { phone } = await this.phoneLogin.accept(request);
    const user = await this.users.findOrCreate(phone);
    return { user, token: await this.sessions.begin(user.id), expiresIn: SESSION_SECONDS };
  }
}

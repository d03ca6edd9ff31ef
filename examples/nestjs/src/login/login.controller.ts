import { Body, Controller, Header, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import { minutes, SkipThrottle, Throttle } from '@nestjs/throttler';
import type { Response } from 'express';
import { SESSION_SECONDS, SessionService } from '../session/session.service.js';
import { ProofDto, SendDto, VerifyDto } from './login.dto.js';
import { LoginService } from './login.service.js';
import { LoginThrottle } from './login.throttle.js';

@Controller('login')
@UseGuards(LoginThrottle)
export class LoginController {
  constructor(
    private readonly login: LoginService,
    private readonly sessions: SessionService,
  ) {}

  @Post('send')
  @HttpCode(200)
  send(@Body() { phone }: SendDto) {
    return this.login.sendCode(phone);
  }

  /** For browsers. The session is a cookie that scripts cannot read. */
  @Post('verify')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Throttle({ phone: { limit: 10, ttl: minutes(10) } })
  @SkipThrottle({ all: true })
  async verify(@Body() { phone, code }: VerifyDto, @Res({ passthrough: true }) response: Response) {
    const user = await this.login.byCode(phone, code);
    response.cookie(this.sessions.cookie, await this.sessions.begin(user.id), {
      ...this.sessions.cookieOptions,
      maxAge: SESSION_SECONDS * 1000,
    });
    return { user };
  }

  /** For apps that have verified the number themselves. The session is a token. */
  @Post('proof')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @SkipThrottle({ phone: true, all: true })
  async proof(@Body() { token }: ProofDto) {
    const user = await this.login.byProof(token);
    return { user, token: await this.sessions.begin(user.id), expiresIn: SESSION_SECONDS };
  }
}

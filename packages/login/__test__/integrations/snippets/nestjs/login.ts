import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createPhoneLogin } from '@baxcloud/baxverify-login';
import {
  PhoneLoginFilter,
  PhoneLoginGuard,
  PhoneLoginModule,
  PhoneLoginService,
  VerifiedPhone,
} from '@baxcloud/baxverify-login/nestjs';
import { Controller, HttpCode, Module, Post, Req, UseGuards } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { SettingsModule, Users } from './settings.js';

@Controller('login')
export class LoginController {
  constructor(
    private readonly phoneLogin: PhoneLoginService,
    private readonly users: Users,
  ) {}

  @Post('send')
  @HttpCode(200)
  send(@Req() request: unknown) {
    return this.phoneLogin.send(request);
  }

  /** The guard lets a request pass once its code, or the proof of a mobile app, is verified. */
  @Post('verify')
  @HttpCode(200)
  @UseGuards(PhoneLoginGuard)
  async verify(@VerifiedPhone() phone: string) {
    return { user: await this.users.findOrCreate(phone) };
  }
}

@Module({
  imports: [
    SettingsModule,
    PhoneLoginModule.forRootAsync({
      imports: [SettingsModule],
      inject: [BaxCloudVerifyClient],
      useFactory: (client: BaxCloudVerifyClient) => ({
        login: createPhoneLogin({ client }),
        clientAddress: { trustedProxies: 1 },
      }),
    }),
  ],
  controllers: [LoginController],
  providers: [{ provide: APP_FILTER, useClass: PhoneLoginFilter }],
})
export class LoginModule {}

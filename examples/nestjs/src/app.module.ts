import { inspect } from 'node:util';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createPhoneLogin, createSendGuard } from '@baxcloud/baxverify-login';
import { PhoneLoginFilter, PhoneLoginModule } from '@baxcloud/baxverify-login/nestjs';
import { Logger, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { LoginController } from './login/login.controller.js';
import { SessionController } from './session/session.controller.js';
import { SessionModule } from './session/session.module.js';
import { SETTINGS, type Settings, SettingsModule } from './settings.js';
import { UsersService } from './users/users.service.js';

const logger = new Logger('PhoneLogin');

@Module({
  imports: [
    PhoneLoginModule.forRootAsync({
      inject: [BaxCloudVerifyClient, SETTINGS],
      useFactory: (client: BaxCloudVerifyClient, settings: Settings) => {
        const { countries, trustedProxies, timeout } = settings;
        const guard = createSendGuard({ countries: { allow: countries } });
        return {
          login: createPhoneLogin({ client, guard, timeout }),
          clientAddress: trustedProxies === 0 ? 'socket' : { trustedProxies },
          onError: ({ reason, cause }) => logger.error(`${reason}: ${inspect(cause)}`),
        };
      },
    }),
    SessionModule,
  ],
  controllers: [LoginController, SessionController],
  providers: [UsersService, { provide: APP_FILTER, useClass: PhoneLoginFilter }],
})
export class AppModule {
  static forRoot(settings: Settings) {
    return { module: AppModule, imports: [SettingsModule.forRoot(settings)] };
  }
}

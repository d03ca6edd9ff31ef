import { Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { BaxVerifyFilter } from './baxverify/baxverify.filter.js';
import { BaxVerifyModule } from './baxverify/baxverify.module.js';
import { LoginController } from './login/login.controller.js';
import { LoginService } from './login/login.service.js';
import { limits } from './login/login.throttle.js';
import { SessionController } from './session/session.controller.js';
import { SessionModule } from './session/session.module.js';
import { SETTINGS, type Settings, SettingsModule } from './settings.js';
import { UsersService } from './users/users.service.js';

@Module({
  imports: [
    BaxVerifyModule.forRootAsync({
      inject: [SETTINGS],
      useFactory: ({ baxverify }: Settings) => baxverify,
    }),
    SessionModule,
    ThrottlerModule.forRoot(limits),
  ],
  controllers: [LoginController, SessionController],
  providers: [
    LoginService,
    UsersService,
    { provide: APP_FILTER, useClass: BaxVerifyFilter },
    { provide: APP_PIPE, useValue: new ValidationPipe({ transform: true, whitelist: true }) },
  ],
})
export class AppModule {
  static forRoot(settings: Settings) {
    return { module: AppModule, imports: [SettingsModule.forRoot(settings)] };
  }
}

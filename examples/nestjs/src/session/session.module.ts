import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { SETTINGS, type Settings } from '../settings.js';
import { SESSION_SECONDS, SessionService } from './session.service.js';

@Module({
  imports: [
    JwtModule.registerAsync({
      inject: [SETTINGS],
      useFactory: ({ sessionSecret }: Settings) => ({
        secret: sessionSecret,
        signOptions: { algorithm: 'HS256', expiresIn: SESSION_SECONDS, audience: 'session' },
        verifyOptions: { algorithms: ['HS256'], audience: 'session' },
      }),
    }),
  ],
  providers: [SessionService],
  exports: [SessionService],
})
export class SessionModule {}

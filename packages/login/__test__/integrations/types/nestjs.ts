// Right uses, and wrong ones that TypeScript has to refuse. Compiled, never run.

import type { PhoneLogin } from '@baxcloud/baxverify-login';
import { PhoneLoginFilter, PhoneLoginModule } from '@baxcloud/baxverify-login/nestjs';
import type { ExceptionFilter } from '@nestjs/common';

declare const login: PhoneLogin;

PhoneLoginModule.forRoot({ login, clientAddress: 'socket', isGlobal: false });
PhoneLoginModule.forRootAsync({
  inject: ['LOGIN'],
  useFactory: (given: PhoneLogin) => ({ login: given, clientAddress: { trustedProxies: 1 } }),
});
export const filter: ExceptionFilter = new PhoneLoginFilter();
// @ts-expect-error: the address must be chosen.
PhoneLoginModule.forRoot({ login });
PhoneLoginModule.forRootAsync({
  // @ts-expect-error: there is no login.
  useFactory: () => ({ clientAddress: 'socket' as const }),
});

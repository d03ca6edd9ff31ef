import * as nest from '@nestjs/common';
import { integrationFor } from './lib/integrations/nestjs.js';

export const {
  PhoneLoginFilter,
  PhoneLoginGuard,
  PhoneLoginModule,
  PhoneLoginService,
  VerifiedPhone,
} = integrationFor(nest);

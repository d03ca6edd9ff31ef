import { type ExecutionContext, HttpException, Injectable } from '@nestjs/common';
import {
  minutes,
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerModuleOptions,
} from '@nestjs/throttler';
import type { Request, Response } from 'express';
import { tidyPhone } from './phone.js';

/**
 * Limits against SMS pumping and guessing. Each route has its own counts. The windows have the same
 * length, because the guard checks shorter ones first. A request that the limit by address refuses
 * must not count for all.
 */
export const limits: ThrottlerModuleOptions = {
  setHeaders: false,
  throttlers: [
    { name: 'address', ttl: minutes(10), limit: 20 },
    { name: 'phone', ttl: minutes(10), limit: 5, getTracker: byPhone },
    { name: 'all', ttl: minutes(10), limit: 500, getTracker: () => 'all' },
  ],
};

function byPhone(request: Record<string, unknown>) {
  const { body, ip } = request as unknown as Request;
  const phone = tidyPhone(body?.phone);
  return typeof phone === 'string' ? phone : `none ${ip}`;
}

@Injectable()
export class LoginThrottle extends ThrottlerGuard {
  protected override async throwThrottlingException(
    context: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const response = context.switchToHttp().getResponse<Response>();
    response.header('Retry-After', String(timeToBlockExpire));
    const message = 'Too many requests. Try again later.';
    throw new HttpException({ statusCode: 429, error: 'slow_down', message }, 429);
  }
}

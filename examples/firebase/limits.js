// SMS cost money, and codes can be guessed: nobody gets to try for long. The counts are this process's; where
// several serve one site, give each limiter a shared `store`.

import { rateLimit } from 'express-rate-limit';
import { slowDown } from './errors.js';

const WINDOW_MS = 10 * 60_000;

export function createLimits() {
  return {
    sendsPerAddress: limiter({ limit: 10 }),
    // Below the service's own limit, so that a victim's number is not flooded from many addresses.
    sendsPerPhone: limiter({ limit: 3, keyGenerator: (req) => req.body.phone }),
    loginsPerAddress: limiter({ limit: 20 }),
  };
}

function limiter(options) {
  return rateLimit({
    windowMs: WINDOW_MS,
    standardHeaders: 'draft-6',
    legacyHeaders: false,
    handler: (_req, _res, next) => next(slowDown()),
    ...options,
  });
}

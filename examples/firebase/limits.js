// SMS cost money, and codes can be guessed, so attempts are limited. The counts belong to this
// process. If several processes serve one site, give each limiter a shared `store`.

import { rateLimit } from 'express-rate-limit';
import { slowDown } from './errors.js';

const WINDOW_MS = 10 * 60_000;

export function createLimits() {
  return {
    sendsPerAddress: limiter({ limit: 10 }),
    // Lower than the service's own limit, so that many addresses cannot flood one number.
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

// SMS cost money, and codes can be guessed, so attempts are limited. The counts belong to this
// process. If several processes serve one site, give each limiter a shared `store`.

import { rateLimit } from 'express-rate-limit';
import { Refusal } from './errors.js';

const WINDOW_MS = 10 * 60_000;

export function createLimits() {
  return {
    sendsPerAddress: limiter('sends-per-address', 10),
    // Lower than the service's own limit, so that many addresses cannot flood one number.
    sendsPerPhone: limiter('sends-per-phone', 3, (req) => req.body.phone),
    loginsPerAddress: limiter('logins-per-address', 20),
  };
}

function limiter(identifier, limit, keyGenerator) {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    identifier,
    // The default is the address, for IPv6 its network.
    ...(keyGenerator && { keyGenerator }),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, _res, next) =>
      next(new Refusal(429, 'slow_down', 'Too many attempts. Wait a little.')),
  });
}

// SMS cost money, and codes can be guessed: nobody gets to try for long. The counts are this process's; where
// several serve one site, give each limiter a shared `store`.

import { rateLimit } from 'express-rate-limit';
import { Refusal } from './errors.js';

const WINDOW_MS = 10 * 60_000;

export function createLimits() {
  return {
    sendsPerAddress: limiter('sends-per-address', 10),
    // Below the service's own limit, so that a victim's number is not flooded from many addresses.
    sendsPerPhone: limiter('sends-per-phone', 3, (req) => req.body.phone),
    loginsPerAddress: limiter('logins-per-address', 20),
  };
}

function limiter(identifier, limit, keyGenerator) {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    identifier,
    // By default the address, IPv6 by its network.
    ...(keyGenerator && { keyGenerator }),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, _res, next) =>
      next(new Refusal(429, 'slow_down', 'Too many attempts. Wait a little.')),
  });
}

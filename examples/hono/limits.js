// SMS cost money, and codes can be guessed, so attempts are limited. The counts belong to this
// process. If several processes serve one site, give each limiter a shared `store`.

import { rateLimiter } from 'hono-rate-limiter';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';
import { slowDown } from './errors.js';

const WINDOW_MS = 10 * 60_000;

/** @param {string[]} proxies whose `X-Forwarded-For` is trusted */
export function createLimits(proxies) {
  const trust = proxyaddr.compile(proxies);
  const address = (c) => networkOf(proxyaddr(c.env.incoming, trust));
  return {
    sendsPerAddress: limiter(10, address),
    // Lower than the service's own limit, so that many addresses cannot flood one number.
    sendsPerPhone: limiter(3, (c) => c.req.valid('json').phone),
    loginsPerAddress: limiter(20, address),
  };
}

function limiter(limit, keyGenerator) {
  return rateLimiter({
    windowMs: WINDOW_MS,
    limit,
    keyGenerator,
    standardHeaders: 'draft-7',
    handler: () => {
      throw slowDown();
    },
  });
}

/** A customer with one IPv6 address usually has 2⁶⁴ of them. */
export function networkOf(address) {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/64`).toString();
}

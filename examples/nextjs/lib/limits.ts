import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { keep } from './keep';
import { Refused } from './refused';
import { settings } from './settings';

const duration = 10 * 60;

/**
 * Limits against SMS pumping and guessing. With several processes, use `RateLimiterRedis` or
 * another shared one.
 */
const limits = () =>
  keep('limits', () => ({
    sendByAddress: new RateLimiterMemory({ points: 20, duration }),
    sendByPhone: new RateLimiterMemory({ points: 5, duration }),
    sendByAll: new RateLimiterMemory({ points: 500, duration }),
    verifyByAddress: new RateLimiterMemory({ points: 20, duration }),
    verifyByPhone: new RateLimiterMemory({ points: 10, duration }),
    proofByAddress: new RateLimiterMemory({ points: 20, duration }),
  }));

/** The narrow limits come first, so that a request that they refuse does not count for all. */
export async function limitSend(phone: string, headers: Headers) {
  await take('sendByAddress', addressOf(headers));
  await take('sendByPhone', phone);
  await take('sendByAll', 'all');
}

export async function limitVerify(phone: string, headers: Headers) {
  await take('verifyByAddress', addressOf(headers));
  await take('verifyByPhone', phone);
}

export async function limitProof(headers: Headers) {
  await take('proofByAddress', addressOf(headers));
}

async function take(limit: keyof ReturnType<typeof limits>, key: string) {
  try {
    await limits()[limit].consume(key);
  } catch (result) {
    // `instanceof RateLimiterRes` can fail: the limits may come from another bundle's copy of the
    // library.
    if (result instanceof Error) throw result;
    throw new Refused(429, 'slow_down', (result as RateLimiterRes).msBeforeNext);
  }
}

/**
 * The client's address, as our first proxy saw it. Clients can write the entries before that one. A
 * customer has a whole /64 of IPv6 addresses, so a /64 counts as one address.
 */
function addressOf(headers: Headers): string {
  const chain = headers.get('x-forwarded-for')?.split(',') ?? [];
  const address = chain.at(-settings().trustedProxies)?.trim() ?? '';
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return Buffer.from(parsed.toByteArray().slice(0, 8)).toString('hex');
}

// HMAC-SHA256 with Node's own module. The edge build has hmac.web.mjs in its place.

import { createHmac, timingSafeEqual } from 'node:crypto';

/** @returns {Uint8Array} 32 bytes */
export function macSync(secret, bytes) {
  return createHmac('sha256', secret).update(bytes).digest();
}

export async function mac(secret, bytes) {
  return macSync(secret, bytes);
}

/** Compares in constant time. Both have the same length. */
export function isEqual(one, other) {
  return timingSafeEqual(one, other);
}

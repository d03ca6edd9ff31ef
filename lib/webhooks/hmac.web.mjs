// HMAC-SHA256 with WebCrypto, which has no synchronous form.

import { failure } from './error.mjs';

const algorithm = { name: 'HMAC', hash: 'SHA-256' };

export function macSync() {
  throw failure(
    'BAXVERIFY_WEBHOOK_UNSUPPORTED',
    'This runtime has only asynchronous cryptography. Use readWebhook instead.',
  );
}

/** @returns {Promise<Uint8Array>} 32 bytes */
export async function mac(secret, bytes) {
  const { subtle } = globalThis.crypto;
  const raw = new TextEncoder().encode(secret);
  const key = await subtle.importKey('raw', raw, algorithm, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', key, bytes));
}

/** Compares in constant time. Both have the same length. */
export function isEqual(one, other) {
  let difference = 0;
  for (let at = 0; at < one.length; at += 1) difference |= one[at] ^ other[at];
  return difference === 0;
}

import { failure } from './error.mjs';
import { checkAge, eventOf } from './event.mjs';
import { mac, macSync } from './hmac.mjs';
import { isSignature } from './signature.mjs';

/**
 * A delivery: the secrets, the body and its signature.
 *
 * @typedef {object} Delivery
 * @property {string[]} secrets
 * @property {Uint8Array} bytes
 * @property {unknown} signature
 */

/** @param {Delivery} delivery */
export function isValidSync({ secrets, bytes, signature }) {
  return isSignature(
    secrets.map((secret) => macSync(secret, bytes)),
    signature,
  );
}

/** @param {Delivery} delivery */
export function openSync(delivery, options) {
  checkPresence(delivery.signature);
  return open(isValidSync(delivery), delivery, options);
}

/** @param {Delivery} delivery */
export async function openAsync(delivery, options) {
  const { secrets, bytes, signature } = delivery;
  const macs = await Promise.all(secrets.map((secret) => mac(secret, bytes)));
  return open(isSignature(macs, signature), delivery, options);
}

/** Before the body is read, because a request without a signature deserves no work. */
export function checkPresence(signature) {
  if (signature !== undefined && signature !== null && signature !== '') return;
  throw failure(
    'BAXVERIFY_WEBHOOK_SIGNATURE_MISSING',
    'The request has no header x-baxcloud-signature.',
  );
}

function open(isValid, { bytes }, options) {
  if (!isValid) {
    throw failure(
      'BAXVERIFY_WEBHOOK_SIGNATURE_INVALID',
      'The signature does not match the body. Check that the secret is that of this endpoint, ' +
        'and that the body is the raw one: bytes as they arrived, not parsed and serialized again.',
    );
  }
  const event = eventOf(bytes);
  checkAge(event, options);
  return event;
}

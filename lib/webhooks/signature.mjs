import { isEqual } from './hmac.mjs';

/** The header of the signature, in lower case. */
export const SIGNATURE_HEADER = 'x-baxcloud-signature';

const PREFIX = 'sha256=';
const HEX = /^[0-9A-Fa-f]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;
const LONGEST = PREFIX.length + 64;

/**
 * Whether one of the MACs is what the signature says. The service does not document the encoding,
 * so both are accepted. All MACs are compared, so that the time does not tell which one matches.
 *
 * @param {Uint8Array[]} macs
 * @param {unknown} signature
 */
export function isSignature(macs, signature) {
  if (typeof signature !== 'string' || signature.length > LONGEST) return false;
  const text = signature.startsWith(PREFIX) ? signature.slice(PREFIX.length) : signature;
  if (HEX.test(text)) return isAny(macs.map(hex), text.toLowerCase());
  if (BASE64.test(text)) return isAny(macs.map(base64), text);
  return false;
}

function isAny(expected, text) {
  const encoder = new TextEncoder();
  const given = encoder.encode(text);
  const matches = expected.map((each) => isEqual(encoder.encode(each), given));
  return matches.includes(true);
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

import { own } from './own.mjs';

/**
 * How many clients this thread has made whose host is not this machine and not named in
 * `BAXVERIFY_ALLOW_HOSTS`. All copies of the SDK share the number. The emulator reads it: a test
 * that uses such a client would call the real service.
 */
const count = Symbol.for('@baxcloud/baxverify/remoteClients');

export function countClient() {
  try {
    const value = (own(globalThis, count) ?? 0) + 1;
    const descriptor = { __proto__: null, value, writable: true, configurable: true };
    Object.defineProperty(globalThis, count, descriptor);
  } catch {
    // The global object may be frozen. Clients work without the number.
  }
}

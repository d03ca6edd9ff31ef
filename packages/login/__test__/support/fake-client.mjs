import assert from 'node:assert/strict';
import { login } from './service.mjs';

/** The error that a login refuses with. */
export async function reasonOf(promise) {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  assert.ok(error instanceof login.PhoneLoginError, `not a PhoneLoginError: ${error}`);
  return error;
}

/** Asserts that it is this one. */
export async function refuses(promise, reason, status) {
  const error = await reasonOf(promise);
  assert.deepEqual([error.reason, error.status], [reason, status]);
  return error;
}

export const FUTURE = '2999-01-01T00:00:00.000Z';
export const PHONE = '+4366412345678';
/** What the service answers to a good proof, and to a right code. */
export const GOOD = {
  valid: true,
  phone: PHONE,
  projectId: 'p',
  purpose: 'LOGIN',
  requestId: 'r',
  expiresAt: FUTURE,
  issuedAt: FUTURE,
};
export const VERIFIED = {
  verified: true,
  phone: PHONE,
  accessToken: 'a.b.c',
  tokenType: 'Bearer',
  expiresIn: 900,
};

/** A client without a service. */
export function fakeClient({ sent, verified, proof } = {}) {
  return {
    toJSON: () => ({ projectId: 'p' }),
    sendOtp: async () => sent ?? { expiresInSeconds: 600 },
    verifyOtp: async () => (verified === undefined ? VERIFIED : verified),
    validateVerificationToken: async () => (proof === undefined ? GOOD : proof),
  };
}

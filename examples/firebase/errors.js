// What the end user and the owner's log see when a login fails.

import { BaxVerifyError } from '@baxcloud/baxverify';

/** Requests that the app itself refuses. */
export class Refusal extends Error {
  constructor(status, error, message, field) {
    super(message);
    Object.assign(this, { status, body: { error, message, field } });
  }
}

export const loggedOut = () => new Refusal(401, 'logged_out', 'Log in first.');
export const proofRefused = () =>
  new Refusal(401, 'proof_refused', 'Verify your phone number again.');
export const slowDown = () => new Refusal(429, 'slow_down', 'Too many attempts. Wait a little.');
const unavailable = () =>
  new Refusal(503, 'unavailable', 'Login by phone is not available now. Try again later.');

const REFUSALS = {
  BAXVERIFY_OTP_INVALID: () =>
    new Refusal(400, 'wrong_code', 'That is not the code from the SMS. Try again.'),
  BAXVERIFY_OTP_EXPIRED: () =>
    new Refusal(400, 'code_expired', 'This code is no longer good. Ask for a new one.'),
  BAXVERIFY_OTP_MAX_ATTEMPTS: () =>
    new Refusal(400, 'code_spent', 'Too many wrong codes. Ask for a new one.'),
  BAXVERIFY_INVALID_PHONE: () =>
    new Refusal(400, 'invalid_phone', 'Enter the number with its country code.'),
  BAXVERIFY_RATE_LIMIT: slowDown,
  BAXVERIFY_TOKEN_INVALID: proofRefused,
  BAXVERIFY_TOKEN_CONSUMED: proofRefused,
};

/** Errors of invalid ID tokens. All other errors of Firebase are for the owner. */
const ID_TOKEN_FAULTS = new Set([
  'auth/argument-error',
  'auth/id-token-expired',
  'auth/id-token-revoked',
  'auth/user-disabled',
  'auth/user-not-found',
]);

function refusalFor(error) {
  if (error instanceof Refusal) return error;
  if (error instanceof BaxVerifyError) {
    if (Object.hasOwn(REFUSALS, error.code)) return REFUSALS[error.code]();
    if (error.outcome !== 'unknown') return unavailable();
    // The service may have acted. An immediate retry could send a second SMS.
    return error.path?.endsWith('/send')
      ? new Refusal(503, 'sms_may_arrive', 'The SMS may still arrive. Wait a minute for it.')
      : new Refusal(503, 'unfinished', 'The login could not be finished. Ask for a new code.');
  }
  if (ID_TOKEN_FAULTS.has(error.code)) return loggedOut();
  if (/^(auth|app)\//.test(error.code)) return unavailable();
  // From express.json(). The message may quote the body, so it is not logged or returned.
  if (error.status >= 400 && error.status < 500)
    return new Refusal(error.status, 'invalid_input', 'The body must be a small JSON object.');
  return new Refusal(500, 'internal', 'Something went wrong. Try again later.');
}

/** The last middleware of the app. Express recognizes it by its four parameters. */
export function handleErrors(log) {
  return (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    const { status, body } = refusalFor(error);
    if (body.error === 'sms_may_arrive' || error.code === 'BAXVERIFY_RATE_LIMIT')
      res.set('Retry-After', String(Math.ceil((error.retryAfterMs ?? 60_000) / 1000)));
    if (status === 503) {
      const { code, statusCode, outcome, attempts, helpUrl } = error;
      log.error('login', { code, statusCode, outcome, attempts, helpUrl });
    }
    if (status === 500) log.error('unexpected', error);
    res.status(status).json(body);
  };
}

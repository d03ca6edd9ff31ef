import type { BaxVerifyError } from '@baxcloud/baxverify';

/** What an end user sees of a failure. */
export interface PublicError {
  status: number;
  error: string;
  message: string;
}

const TEXTS: Record<string, PublicError> = {
  BAXVERIFY_OTP_INVALID: answer(400, 'wrong_code', 'That is not the code from the SMS.'),
  BAXVERIFY_OTP_EXPIRED: answer(400, 'code_expired', 'This code has expired. Ask for a new one.'),
  BAXVERIFY_OTP_MAX_ATTEMPTS: answer(400, 'code_spent', 'Too many wrong codes. Ask for a new one.'),
  BAXVERIFY_INVALID_PHONE: answer(
    400,
    'invalid_phone',
    'Enter the number with its country code, such as +43 664 12345678.',
  ),
  BAXVERIFY_RATE_LIMIT: answer(429, 'slow_down', 'Too many requests. Try again later.'),
  BAXVERIFY_TOKEN_INVALID: answer(401, 'proof_refused', 'Verify the phone number again.'),
  BAXVERIFY_TOKEN_CONSUMED: answer(401, 'proof_refused', 'Verify the phone number again.'),
};

const UNAVAILABLE = answer(503, 'unavailable', 'Login by SMS is not available. Try again later.');
const SMS_MAY_COME = answer(
  503,
  'sms_may_arrive',
  'The SMS may still arrive. Wait a minute before you ask for another one.',
);
const CODE_MAY_BE_SPENT = answer(
  503,
  'unfinished',
  'The login could not be finished. Try again, with a new code if this one is refused.',
);

/**
 * Users cannot fix the owner's failures or understand unknown codes, so they get a neutral text.
 */
export function publicError({ code, outcome, path }: BaxVerifyError): PublicError {
  const known = TEXTS[code];
  if (known) return known;
  if (outcome !== 'unknown') return UNAVAILABLE;
  return path?.endsWith('/send') ? SMS_MAY_COME : CODE_MAY_BE_SPENT;
}

/** In milliseconds; `undefined` if waiting does not help. */
export function waitFor({ retryAfterMs }: BaxVerifyError, answered: string): number | undefined {
  if (answered === 'slow_down' || answered === 'sms_may_arrive') return retryAfterMs ?? 60_000;
  return answered === 'unavailable' ? retryAfterMs : undefined;
}

/** Whether the operator of the app should see it. */
export const isFault = ({ status }: PublicError) => status >= 500;

function answer(status: number, error: string, message: string): PublicError {
  return { status, error, message };
}

import { BaxVerifyError } from '@baxcloud/baxverify';
import { type Reason, Refused } from './refused';

const ANSWERS: Record<string, [status: number, reason: Reason]> = {
  BAXVERIFY_OTP_INVALID: [400, 'wrong_code'],
  BAXVERIFY_OTP_EXPIRED: [400, 'code_expired'],
  BAXVERIFY_OTP_MAX_ATTEMPTS: [400, 'code_spent'],
  BAXVERIFY_INVALID_PHONE: [400, 'invalid_phone'],
  BAXVERIFY_RATE_LIMIT: [429, 'slow_down'],
  BAXVERIFY_TOKEN_INVALID: [401, 'proof_refused'],
  BAXVERIFY_TOKEN_CONSUMED: [401, 'proof_refused'],
};

/** What the user sees. The service's message and `helpUrl` go only to the log. */
export function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (!(error instanceof BaxVerifyError)) throw error;
  const [status, reason] = ANSWERS[error.code] ?? [503, unfinished(error)];
  if (status >= 500) {
    const { code, statusCode, outcome, message, helpUrl = '' } = error;
    console.error(`${code} (${statusCode ?? 'no answer'}, ${outcome}): ${message} ${helpUrl}`);
  }
  return new Refused(status, reason, waitFor(error, reason));
}

/** In milliseconds; `undefined` if waiting does not help. */
function waitFor({ retryAfterMs }: BaxVerifyError, reason: Reason): number | undefined {
  if (reason === 'slow_down' || reason === 'sms_may_arrive') return retryAfterMs ?? 60_000;
  return reason === 'unavailable' ? retryAfterMs : undefined;
}

/**
 * Users cannot fix the owner's failures or understand unknown codes, so they get a neutral text.
 */
function unfinished({ outcome, path }: BaxVerifyError): Reason {
  if (outcome !== 'unknown') return 'unavailable';
  return path?.endsWith('/send') ? 'sms_may_arrive' : 'unfinished';
}

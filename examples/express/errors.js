// What the end user and the owner's log see when a login fails.

import { BaxVerifyError } from '@baxcloud/baxverify';

const PROOF_REFUSED = [401, 'proof_refused', 'Verify your phone number again.'];

const ANSWERS = {
  BAXVERIFY_OTP_INVALID: [400, 'wrong_code', 'That is not the code from the SMS. Try again.'],
  BAXVERIFY_OTP_EXPIRED: [400, 'code_expired', 'This code is no longer good. Ask for a new one.'],
  BAXVERIFY_OTP_MAX_ATTEMPTS: [400, 'code_spent', 'Too many wrong codes. Ask for a new one.'],
  BAXVERIFY_INVALID_PHONE: [400, 'invalid_phone', 'Enter the number with its country code.'],
  BAXVERIFY_RATE_LIMIT: [429, 'slow_down', 'Too many attempts. Wait a little.', 60],
  BAXVERIFY_TOKEN_INVALID: PROOF_REFUSED,
  BAXVERIFY_TOKEN_CONSUMED: PROOF_REFUSED,
};
const SMS_MAY_ARRIVE = [
  503,
  'sms_may_arrive',
  'The SMS may still arrive. Wait a minute for it.',
  60,
];
const UNFINISHED = [503, 'unfinished', 'The login could not be finished. Ask for a new code.'];
const UNAVAILABLE = [503, 'unavailable', 'Login by phone is not available now. Try again later.'];

/** `[status, error, message for end users, seconds to wait]` */
function answerTo(error) {
  if (Object.hasOwn(ANSWERS, error.code)) return ANSWERS[error.code];
  // The service may have acted. An immediate retry could send a second SMS.
  if (error.outcome === 'unknown')
    return error.path?.endsWith('/send') ? SMS_MAY_ARRIVE : UNFINISHED;
  return UNAVAILABLE;
}

/** Requests that the app itself refuses. */
export class Refusal extends Error {
  constructor(status, error, message, field) {
    super(message);
    Object.assign(this, { status, body: { error, message, field } });
  }
}

export const proofRefused = () => new Refusal(...PROOF_REFUSED);

/** The last middleware of the app. Express recognizes it by its four parameters. */
export function handleErrors(log) {
  return (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    if (error instanceof Refusal) return res.status(error.status).json(error.body);
    if (error instanceof BaxVerifyError) {
      const [status, name, message, seconds] = answerTo(error);
      const wait =
        error.retryAfterMs === undefined ? seconds : Math.ceil(error.retryAfterMs / 1000);
      if (wait !== undefined && status !== 400) res.set('Retry-After', String(wait));
      const { code, statusCode, outcome, attempts, helpUrl } = error;
      if (status === 503) log.error('baxverify', { code, statusCode, outcome, attempts, helpUrl });
      return res.status(status).json({ error: name, message });
    }
    // From express.json(). The message may quote the body, so it is not logged or returned.
    if (error.status >= 400 && error.status < 500) {
      const message = 'The body must be a small JSON object.';
      return res.status(error.status).json({ error: 'invalid_input', message });
    }
    log.error('unexpected', error);
    res.status(500).json({ error: 'internal', message: 'Something went wrong. Try again later.' });
  };
}

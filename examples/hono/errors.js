// What the end user and the owner's log see when a login fails.

import { BaxVerifyError } from '@baxcloud/baxverify';
import { HTTPException } from 'hono/http-exception';

/** Requests that the app itself refuses. */
export class Refusal extends HTTPException {
  constructor(status, error, message, field) {
    super(status, { message });
    this.body = { error, message, field };
  }
}

/** A status, a name, a text for end users, and the seconds to wait if the service gives none. */
const answers = {
  wrongCode: [400, 'wrong_code', 'That is not the code from the SMS. Try again.'],
  codeExpired: [400, 'code_expired', 'This code is no longer good. Ask for a new one.'],
  codeSpent: [400, 'code_spent', 'Too many wrong codes. Ask for a new one.'],
  invalidPhone: [400, 'invalid_phone', 'Enter the number with its country code.'],
  proofRefused: [401, 'proof_refused', 'Verify your phone number again.'],
  slowDown: [429, 'slow_down', 'Too many attempts. Wait a little.', 60],
  smsMayArrive: [503, 'sms_may_arrive', 'The SMS may still arrive. Wait a minute for it.', 60],
  unfinished: [503, 'unfinished', 'The login could not be finished. Ask for a new code.'],
  unavailable: [503, 'unavailable', 'Login by phone is not available now. Try again later.'],
};

export const proofRefused = () => new Refusal(...answers.proofRefused);
export const slowDown = () => new Refusal(...answers.slowDown.slice(0, 3));

function answerTo({ code, outcome, path }) {
  switch (code) {
    case 'BAXVERIFY_OTP_INVALID':
      return answers.wrongCode;
    case 'BAXVERIFY_OTP_EXPIRED':
      return answers.codeExpired;
    case 'BAXVERIFY_OTP_MAX_ATTEMPTS':
      return answers.codeSpent;
    case 'BAXVERIFY_INVALID_PHONE':
      return answers.invalidPhone;
    case 'BAXVERIFY_TOKEN_INVALID':
    case 'BAXVERIFY_TOKEN_CONSUMED':
      return answers.proofRefused;
    case 'BAXVERIFY_RATE_LIMIT':
      return answers.slowDown;
  }
  // Credits, plan, key and so on: only the owner can fix them.
  if (outcome !== 'unknown') return answers.unavailable;
  // The service may have acted. An immediate retry could send a second SMS.
  return path?.endsWith('/send') ? answers.smsMayArrive : answers.unfinished;
}

/** For `app.onError`. */
export function onError(log) {
  return (error, c) => {
    if (error instanceof Refusal) return c.json(error.body, error.status);
    if (error instanceof BaxVerifyError) {
      const [status, name, message, wait] = answerTo(error);
      const { code, statusCode, outcome, attempts, helpUrl, retryAfterMs } = error;
      if (wait !== undefined)
        c.header('Retry-After', String(Math.ceil((retryAfterMs ?? wait * 1000) / 1000)));
      if (status === 503) log.error('baxverify', { code, statusCode, outcome, attempts, helpUrl });
      return c.json({ error: name, message }, status);
    }
    // From Hono: the body is too large, or is not valid JSON.
    if (error instanceof HTTPException && error.status < 500)
      return c.json(
        { error: 'invalid_input', message: 'The body must be a small JSON object.' },
        error.status,
      );
    log.error('unexpected', error);
    return c.json({ error: 'internal', message: 'Something went wrong. Try again later.' }, 500);
  };
}

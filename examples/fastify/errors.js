// What the end user and the owner's log see when a login fails.

import { BaxVerifyError } from '@baxcloud/baxverify';
import createError from '@fastify/error';

export const ProofRefused = createError('PROOF_REFUSED', 'Verify your phone number again.', 401);
export const SlowDown = createError('SLOW_DOWN', 'Too many attempts. Wait a little.', 429);
const LoggedOut = createError('LOGGED_OUT', 'Log in first.', 401);
const WrongCode = createError('WRONG_CODE', 'That is not the code from the SMS. Try again.', 400);
const CodeExpired = createError(
  'CODE_EXPIRED',
  'This code is no longer good. Ask for a new one.',
  400,
);
const CodeSpent = createError('CODE_SPENT', 'Too many wrong codes. Ask for a new one.', 400);
const InvalidPhone = createError('INVALID_PHONE', 'Enter the number with its country code.', 400);
const SmsMayArrive = createError(
  'SMS_MAY_ARRIVE',
  'The SMS may still arrive. Wait a minute for it.',
  503,
);
const Unfinished = createError(
  'UNFINISHED',
  'The login could not be finished. Ask for a new code.',
  503,
);
const Unavailable = createError(
  'UNAVAILABLE',
  'Login by phone is not available now. Try again later.',
  503,
);

const ANSWERS = {
  BAXVERIFY_OTP_INVALID: WrongCode,
  BAXVERIFY_OTP_EXPIRED: CodeExpired,
  BAXVERIFY_OTP_MAX_ATTEMPTS: CodeSpent,
  BAXVERIFY_INVALID_PHONE: InvalidPhone,
  BAXVERIFY_RATE_LIMIT: SlowDown,
  BAXVERIFY_TOKEN_INVALID: ProofRefused,
  BAXVERIFY_TOKEN_CONSUMED: ProofRefused,
};

function answerTo({ code, outcome, path }) {
  if (Object.hasOwn(ANSWERS, code)) return ANSWERS[code];
  // The service may have acted. An immediate retry could send a second SMS.
  if (outcome === 'unknown') return path?.endsWith('/send') ? SmsMayArrive : Unfinished;
  // Credits, plan, key and so on: only the owner can fix them.
  return Unavailable;
}

/** For `app.setErrorHandler`. */
export function handleError(error, request, reply) {
  if (error instanceof BaxVerifyError) {
    const Answer = answerTo(error);
    const answer = new Answer();
    const seconds = Math.ceil((error.retryAfterMs ?? 60_000) / 1000);
    if (Answer === SlowDown || Answer === SmsMayArrive) reply.header('retry-after', seconds);
    const { code, statusCode, outcome, attempts, helpUrl } = error;
    if (answer.statusCode === 503)
      request.log.error({ code, statusCode, outcome, attempts, helpUrl }, 'baxverify');
    return send(reply, answer);
  }
  if (error.validation) return send(reply, invalidInput(error.validation[0], reply));
  if (error.code?.startsWith('FST_JWT_') || error.code?.startsWith('FAST_JWT_'))
    return send(reply, new LoggedOut());
  if (error.statusCode >= 400 && error.statusCode < 500) {
    // From Fastify itself: the body is too large, has another type, or is not JSON.
    const known = !error.code?.startsWith('FST_');
    const body = { code: 'INVALID_INPUT', message: 'The body must be a small JSON object.' };
    return send(reply, known ? error : { ...body, statusCode: error.statusCode });
  }
  request.log.error(error, 'unexpected');
  const message = 'Something went wrong. Try again later.';
  return send(reply, { statusCode: 500, code: 'INTERNAL', message });
}

function send(reply, { statusCode, code, message, field }) {
  return reply.code(statusCode).send({ error: code.toLowerCase(), message, field });
}

/** The description in a field's schema says what the field must be. */
function invalidInput({ instancePath, params }, reply) {
  const field = instancePath.slice(1) || params.missingProperty;
  const expected = reply.request.routeOptions.schema.body.properties[field]?.description;
  const message = expected ? `${field} must be ${expected}` : 'The body must be a JSON object.';
  return { statusCode: 400, code: 'INVALID_INPUT', message, field };
}

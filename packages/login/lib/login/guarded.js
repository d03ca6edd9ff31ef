// What stands around each call that costs money or tries a code: ask the guard, call, tell the
// guard how it ended.

const { PhoneLoginError } = require('./error.js');
const { DEFAULT_WAIT_SECONDS, judge } = require('./service-errors.js');

/**
 * What a decision of the guard can tell an end user. Of another reason nobody knows what it means.
 */
const REASONS = [
  'country_not_served',
  'invalid_phone',
  'slow_down',
  'challenge_required',
  'unavailable',
];

/**
 * Sends, if the guard allows it.
 *
 * @param {object} guard
 * @param {object} attempt
 * @param {(reason: string, init?: object) => PhoneLoginError} failure
 * @param {() => Promise<{ phone: string, expiresInSeconds: number }>} call
 */
async function guardedSend(guard, attempt, failure, call) {
  const decision = await decide(() => guard.checkSend(attempt), failure);
  let sent;
  try {
    sent = await call();
  } catch (error) {
    // Its own judgement of an answer that cannot be read: an SMS may have been sent.
    const isJudged = error instanceof PhoneLoginError;
    const { reason, outcome, retryAfterSeconds } = isJudged
      ? { reason: error.reason, outcome: 'unknown', retryAfterSeconds: DEFAULT_WAIT_SECONDS }
      : judge(error, 'send');
    const { resendAfterSeconds } = await settled(() => guard.settleSend(decision, outcome));
    const isWaiting = reason === 'sms_may_arrive' && isSeconds(resendAfterSeconds);
    throw failure(reason, {
      retryAfterSeconds: isWaiting ? Math.ceil(resendAfterSeconds) : retryAfterSeconds,
      cause: isJudged ? error.cause : error,
    });
  }
  const { resendAfterSeconds } = await settled(() => guard.settleSend(decision, 'sent'));
  return {
    ...sent,
    resendAfterSeconds: isSeconds(resendAfterSeconds)
      ? Math.ceil(resendAfterSeconds)
      : DEFAULT_WAIT_SECONDS,
  };
}

/**
 * Tries a code, if the guard allows it.
 *
 * @param {(settle: (result: string) => void) => Promise<{ phone: string }>} call may say how the try ended before it
 *   throws
 */
async function guardedTry(guard, attempt, failure, call) {
  const decision = await decide(() => guard.checkVerify(attempt), failure);
  let result;
  const settle = (known) => {
    result = known;
  };
  try {
    const verified = await call(settle);
    settle('verified');
    return verified;
  } catch (error) {
    const { reason, outcome, retryAfterSeconds } =
      error instanceof PhoneLoginError
        ? { reason: error.reason, outcome: 'unknown', retryAfterSeconds: error.retryAfterSeconds }
        : judge(error, 'verify');
    result ??= resultOf(reason, outcome);
    if (error instanceof PhoneLoginError) throw error;
    throw failure(reason, { retryAfterSeconds, cause: error });
  } finally {
    await settled(() => guard.settleVerify(decision, result));
  }
}

/**
 * Whether a guess was spent. It was where nobody knows, and where there was no code to compare:
 * else phones without a code could be asked about without end.
 */
function resultOf(reason, outcome) {
  const isGuess = ['wrong_code', 'code_spent', 'code_expired'].includes(reason);
  return isGuess || outcome === 'unknown' ? 'wrong_code' : 'not_tried';
}

/**
 * Validates a proof, if the guard allows it. A guard of the app's own may count no proofs.
 *
 * @param {() => Promise<string>} call gives the phone number
 */
async function guardedProof(guard, source, failure, call) {
  if (typeof guard.checkProof !== 'function') return validated(call, failure, () => {});
  const decision = await decide(() => guard.checkProof(source), failure);
  let result = 'refused';
  try {
    return await validated(call, failure, (known) => {
      result = known;
    });
  } finally {
    await settled(() => guard.settleProof(decision, result));
  }
}

/** Only a proof that is good, or that the service never saw, may cost nothing. */
async function validated(call, failure, settle) {
  try {
    const phone = await call();
    settle('accepted');
    return phone;
  } catch (error) {
    if (error instanceof PhoneLoginError) throw error;
    const { reason, outcome, retryAfterSeconds } = judge(error, 'proof');
    if (outcome === 'not_sent') settle('not_tried');
    throw failure(reason, { retryAfterSeconds, cause: error });
  }
}

async function decide(check, failure) {
  let decision;
  try {
    decision = await check();
  } catch (cause) {
    throw failure('internal', { cause });
  }
  if (decision?.action === 'allow') return decision;
  const { action, reason, retryAfterSeconds } = decision ?? {};
  const fallback = action === 'challenge' ? 'challenge_required' : 'unavailable';
  const wait = isSeconds(retryAfterSeconds)
    ? { retryAfterSeconds: Math.ceil(retryAfterSeconds) }
    : {};
  throw failure(REASONS.includes(reason) ? reason : fallback, wait);
}

/** The guard's bookkeeping must not turn a good login into a bad one. */
async function settled(settle) {
  try {
    return (await settle()) ?? {};
  } catch {
    return {};
  }
}

function isSeconds(value) {
  return Number.isFinite(value) && value >= 0;
}

module.exports = { guardedProof, guardedSend, guardedTry };

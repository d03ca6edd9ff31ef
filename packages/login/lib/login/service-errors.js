// What the errors of the SDK mean to an end user, and to the guard.

const { own } = require('../own.js');

/** The owner of the project has to act. */
const OWNER = { reason: 'unavailable', outcome: 'rejected' };
/** The SDK knows what became of the request; the reason follows from it. */
const BY_OUTCOME = { reason: undefined, outcome: undefined };
const PROOF = { reason: 'proof_refused', outcome: 'rejected' };

/**
 * By code: the reason, and what became of the request. An undefined reason follows from the
 * outcome, an undefined outcome is the error's own.
 */
const SERVICE_ERRORS = Object.freeze({
  __proto__: null,
  BAXVERIFY_FEATURE_DISABLED: OWNER,
  BAXVERIFY_PLAN_NOT_INCLUDED: OWNER,
  BAXVERIFY_API_KEY_SCOPE: OWNER,
  BAXVERIFY_SENDER_NOT_CONFIGURED: OWNER,
  BAXVERIFY_INSUFFICIENT_CREDITS: OWNER,
  BAXVERIFY_VERIFY_FEE_CREDITS: OWNER,
  BAXVERIFY_NO_SUBSCRIPTION: OWNER,
  BAXVERIFY_RATE_LIMIT: { reason: 'slow_down', outcome: 'rejected' },
  BAXVERIFY_OTP_EXPIRED: { reason: 'code_expired', outcome: 'rejected' },
  BAXVERIFY_OTP_INVALID: { reason: 'wrong_code', outcome: 'rejected' },
  // The service answers 429, but waiting does not help: the user needs a new code.
  BAXVERIFY_OTP_MAX_ATTEMPTS: { reason: 'code_spent', outcome: 'rejected' },
  BAXVERIFY_INVALID_PHONE: { reason: 'invalid_phone', outcome: 'rejected' },
  BAXVERIFY_SMS_SEND_FAILED: OWNER,
  BAXVERIFY_TOKEN_INVALID: PROOF,
  BAXVERIFY_TOKEN_CONSUMED: PROOF,
  BAXVERIFY_PROJECT_INACTIVE: OWNER,
  BAXVERIFY_PROJECT_HEADER_REQUIRED: OWNER,
  BAXVERIFY_API_KEY_PROJECT_MISMATCH: OWNER,
  // What a user typed is bounded before the SDK sees it, so this is a fault of the app's options.
  BAXVERIFY_INVALID_ARGUMENT: { reason: 'internal', outcome: 'not_sent' },
  BAXVERIFY_HOST_NOT_ALLOWED: { reason: 'internal', outcome: 'not_sent' },
  BAXVERIFY_TIMEOUT: BY_OUTCOME,
  BAXVERIFY_NETWORK_ERROR: BY_OUTCOME,
  // A success that cannot be read.
  BAXVERIFY_INVALID_RESPONSE: { reason: undefined, outcome: 'unknown' },
  BAXVERIFY_HTTP_ERROR: BY_OUTCOME,
  BAXVERIFY_INTERNAL_ERROR: BY_OUTCOME,
});

/**
 * The reasons that a step can give a user; another one would be about something else than what the
 * user did.
 */
const REASONS_OF_STEP = Object.freeze({
  send: ['invalid_phone', 'slow_down', 'unavailable', 'internal'],
  verify: ['invalid_phone', 'wrong_code', 'code_expired', 'code_spent', 'slow_down'].concat(
    'unavailable',
    'internal',
  ),
  proof: ['proof_refused', 'slow_down', 'unavailable', 'internal'],
});

/**
 * Where the service may have acted: another try at once could send a second SMS, or the code may be
 * spent.
 */
const UNKNOWN_OF_STEP = Object.freeze({
  send: 'sms_may_arrive',
  verify: 'unfinished',
  proof: 'unfinished',
});

/** How long to wait where nobody says. */
const DEFAULT_WAIT_SECONDS = 60;
const LONGEST_WAIT_SECONDS = 86_400;

const OUTCOMES = ['rejected', 'not_sent', 'unknown'];

/**
 * Judges what a call of the SDK rejected with.
 *
 * @param {unknown} error
 * @param {'send' | 'verify' | 'proof'} step
 * @returns {{ reason: string, outcome: 'rejected' | 'not_sent' | 'unknown', retryAfterSeconds?: number }}
 */
function judge(error, step) {
  const code = own(error, 'code');
  if (typeof code !== 'string' || !code.startsWith('BAXVERIFY_')) {
    // Not of the SDK: nothing is known.
    return { reason: 'internal', outcome: 'unknown' };
  }
  const entry = SERVICE_ERRORS[code] ?? BY_OUTCOME;
  const said = own(error, 'outcome');
  const actual = OUTCOMES.includes(said) ? said : 'unknown';
  // Where the table and the error differ, nothing is known.
  const outcome = entry.outcome === undefined || entry.outcome === actual ? actual : 'unknown';
  const reason = reasonOf(entry, outcome, step);
  return { reason, outcome, ...waitOf(error, reason) };
}

function reasonOf(entry, outcome, step) {
  if (entry.reason === undefined) {
    return outcome === 'unknown' ? UNKNOWN_OF_STEP[step] : 'unavailable';
  }
  return REASONS_OF_STEP[step].includes(entry.reason) ? entry.reason : 'unavailable';
}

function waitOf(error, reason) {
  if (reason !== 'slow_down' && reason !== 'sms_may_arrive') return {};
  const asked = own(error, 'retryAfterMs');
  const seconds =
    Number.isFinite(asked) && asked > 0 ? Math.ceil(asked / 1000) : DEFAULT_WAIT_SECONDS;
  return { retryAfterSeconds: Math.min(seconds, LONGEST_WAIT_SECONDS) };
}

module.exports = { DEFAULT_WAIT_SECONDS, judge, SERVICE_ERRORS };

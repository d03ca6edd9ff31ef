// The policy's numbers as the operations of a plan want them: milliseconds, in the order of each
// operation's arguments.

const SECOND = 1000;
const DAY = 86_400_000;

/** People who solve a challenge may use so many times a limit. */
const SOLVED_TIMES = 4;
/** What a verified code gives back of a limit: the send that it ends, and one more. */
const VERIFIED_TIMES = 2;
/** For how long a phone, or an origin of one, counts as verified before. */
const KNOWN = 30 * DAY;
/** For how long the origins of a code are remembered: longer than any code lives. */
const ORIGIN_MEMORY = 3_600_000;
/** For how long wrong codes in a row are remembered: of one origin, and of a phone. */
const TRIES_MEMORY = DAY;
const FAILURES_MEMORY = 30 * DAY;
/** Amounts of a budget are counted in millionths. */
const MICRO = 1_000_000;

/** GCRA: [interval, burst, ceiling]. */
function limitArgs(limit, hasChallenge) {
  if (limit === false) return [0, 0, 0];
  const interval = Math.ceil((limit.windowSeconds * SECOND) / limit.max);
  const burst = interval * limit.max;
  return [interval, burst, hasChallenge ? burst * SOLVED_TIMES : burst];
}

function conversionArgs(limit, breaker, hasChallenge) {
  const args = limitArgs(limit, hasChallenge);
  if (breaker === false) return [...args, 0, 0, 0, 0, 0, 0];
  const { minSends, challengeBelow, blockBelow, firstBlockSeconds, maxBlockSeconds } = breaker;
  const blocks = [firstBlockSeconds * SECOND, maxBlockSeconds * SECOND];
  return [...args, minSends, challengeBelow, blockBelow, ...blocks, hasChallenge ? 1 : 0];
}

/** Where sends come from: the limit of sends, then that of rejected ones. */
function sourceArgs(limit, rejected, hasChallenge) {
  return [...limitArgs(limit, hasChallenge), ...limitArgs(rejected, hasChallenge)];
}

/** @param {ReturnType<import('./policy.js').readPolicy>} policy */
function rulesOf(policy) {
  const { limits, budget } = policy;
  const hasChallenge = policy.challenge !== undefined;
  const { resend, wrongCodes, breaker } = limits;
  const [phoneInterval, phoneBurst] = limitArgs(limits.phone, false);
  const micro = (amount) => (amount === Number.POSITIVE_INFINITY ? -1 : Math.floor(amount * MICRO));
  const open = 1 - budget.reserve;
  return {
    phone: {
      before: [resend.free, resend.firstWaitSeconds * SECOND, resend.maxWaitSeconds * SECOND],
      jitter: resend.jitter,
      after: [resend.decaySeconds * SECOND, phoneInterval, phoneBurst],
      interval: phoneInterval,
      known: [KNOWN],
    },
    allowance: [
      ...limitArgs(limits.phoneKnown, false).slice(0, 2),
      ...limitArgs(limits.phoneSolved, false).slice(0, 2),
      hasChallenge ? 1 : 0,
    ],
    prefixDigits: limits.prefixDigits,
    prefix: conversionArgs(limits.prefix, breaker.prefix, hasChallenge),
    country: conversionArgs(limits.country, breaker.country, hasChallenge),
    address: sourceArgs(limits.address, limits.rejected, hasChallenge),
    device: sourceArgs(limits.device, limits.rejected, hasChallenge),
    user: sourceArgs(limits.user, limits.rejected, hasChallenge),
    project: limitArgs(limits.project, false),
    budget: [budget.perHour, budget.perDay, budget.perHour * open, budget.perDay * open].map(micro),
    tries: [
      wrongCodes.free,
      wrongCodes.firstWaitSeconds * SECOND,
      wrongCodes.maxWaitSeconds * SECOND,
      wrongCodes.max,
      hasChallenge ? 1 : 0,
      TRIES_MEMORY,
    ],
    failures: [
      wrongCodes.challengeAfter,
      wrongCodes.strangers,
      wrongCodes.max,
      hasChallenge ? 1 : 0,
      FAILURES_MEMORY,
    ],
    guesses: limitArgs(wrongCodes.address, hasChallenge),
    proofs: limitArgs(limits.proofs, false),
  };
}

module.exports = { KNOWN, MICRO, ORIGIN_MEMORY, rulesOf, VERIFIED_TIMES };

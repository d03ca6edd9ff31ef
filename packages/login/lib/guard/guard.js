const { ALLOW, CHALLENGE, REFUSE } = require('../stores/operations/verdict.js');
const { E164 } = require('../countries/country-of.js');
const { readAttempt, readSource } = require('./attempt.js');
const { isSolved } = require('./challenge.js');
const { Decision } = require('./decision.js');
const { isWatched, publish } = require('./diagnostics.js');
const { createPlanner } = require('./plans.js');

const isE164 = (phone) => phone.length <= 16 && E164.test(phone);

/** When to ask again while the store cannot be reached, or the owner's `costOf` gives no cost. */
const UNAVAILABLE_SECONDS = 30;
const OUTCOMES = ['sent', 'not_sent', 'rejected', 'unknown'];
const RESULTS = ['verified', 'wrong_code', 'not_tried'];
const PROOF_RESULTS = ['accepted', 'refused', 'not_tried'];

/**
 * The guard itself, with everything it depends on given: the store that runs plans, names of keys,
 * clock and chance. The simulator gives its own.
 *
 * @param {{
 *   policy: ReturnType<import('./policy.js').readPolicy>,
 *   store: { run: (plan: object) => any, close: () => void },
 *   keys: { keyOf: Function, originOf: Function },
 *   now: () => number,
 *   random: () => number,
 * }} parts `now` is for durations only: limits live by the store's clock
 */
function createGuard({ policy, store, keys, now, random }) {
  const planner = createPlanner(policy, keys, random);
  const { challenge, onDecision, safeList, countries } = policy;
  const isMonitor = policy.mode === 'monitor';
  const leastWait = policy.limits.resend.firstWaitSeconds;
  const longestWait = policy.limits.wrongCodes.maxWaitSeconds * 1000;
  const guard = {};

  function decide(type, attempt, began, { action, reason, rule, wait, state }, settlement) {
    const seconds = wait > 0 ? Math.max(1, Math.ceil(wait / 1000)) : undefined;
    if (isWatched(onDecision)) {
      const event = {
        type: 'decision',
        operation: type,
        action: isMonitor ? 'allow' : action,
        wouldBe: isMonitor ? action : undefined,
        reason,
        rule,
        retryAfterSeconds: seconds,
        country: attempt.country,
        prefixLength: attempt.country && attempt.phone.length - 1 - policy.limits.prefixDigits,
        milliseconds: now() - began,
        store: state ?? 'ok',
      };
      publish(event, onDecision);
    }
    const kept = { guard, type, attempt, ...settlement };
    if (!isMonitor) return new Decision(action, reason, rule, seconds, undefined, kept);
    return new Decision('allow', reason, rule, seconds, action, kept);
  }

  /** Runs a plan: what a store answers, at once or by a promise. */
  function run(plan, attempt) {
    const result = store.run(plan);
    const mayAnswer = challenge !== undefined && attempt.challenge !== undefined;
    return mayAnswer ? challenged(plan, attempt, result) : result;
  }

  /** If a challenge is asked for, judges the answer of the request, and runs the plan again. */
  async function challenged(plan, attempt, first) {
    const result = await first;
    if (result.action !== CHALLENGE) return result;
    if (!(await isSolved(challenge, attempt.challenge, attempt))) return result;
    plan.solved = true;
    return store.run(plan);
  }

  function verdictOf(plan, result) {
    const { action, wait, state } = result;
    if (state === 'closed') return { ...unavailable('store'), state };
    if (action === ALLOW) return { action: 'allow', state };
    const rule = planner.ruleOf(plan, result);
    if (action === CHALLENGE && challenge !== undefined) {
      return { action: 'challenge', reason: 'challenge_required', rule, state };
    }
    // A count of wrong codes ends after a month. Clients hear of the longest wait between two.
    const most = rule === 'failures' ? longestWait : wait;
    return {
      action: 'refuse',
      reason: 'slow_down',
      rule,
      wait: Math.max(Math.min(wait, most), 1),
      state,
    };
  }

  const unavailable = (rule) => ({
    action: 'refuse',
    reason: 'unavailable',
    rule,
    wait: UNAVAILABLE_SECONDS * 1000,
  });

  async function checkSend(given) {
    const began = isWatched(onDecision) ? now() : 0;
    const attempt = readAttempt(given);
    const { phone, country, ip } = attempt;
    const refuse = (reason, rule) =>
      decide('send', attempt, began, { action: 'refuse', reason, rule });
    if (!isE164(phone)) return refuse('invalid_phone');
    const isSafe = safeList(phone, ip);
    if (!isSafe && (country === undefined || !countries(country))) {
      return refuse('country_not_served', 'country');
    }
    const cost = planner.costIn(country);
    if (cost === undefined) return decide('send', attempt, began, unavailable('budget'));
    const plan = isSafe ? planner.safeSend(cost) : planner.send(attempt, cost);
    const result = await run(plan, attempt);
    if (isSafe)
      return decide(
        'send',
        attempt,
        began,
        { action: 'allow', state: result.state },
        { plan, result },
      );
    if (planner.isSpared(plan, result, attempt)) {
      const spare = planner.spare(attempt, cost, plan);
      const second = await run(spare, attempt);
      if (second.action !== REFUSE) {
        return decide('send', attempt, began, verdictOf(spare, second), {
          plan: spare,
          result: second,
        });
      }
    }
    return decide('send', attempt, began, verdictOf(plan, result), { plan, result });
  }

  async function settleSend(decision, outcome) {
    mustBe(OUTCOMES, outcome, 'outcome');
    const settlement = Decision.settle(decision, guard, 'send');
    const { plan, result } = settlement ?? {};
    const isTaken = result?.action === ALLOW && result.state !== 'closed';
    // In monitor mode a send that would be refused is sent, and has an outcome.
    if (isTaken || (isMonitor && settlement)) told('send', outcome, settlement.attempt);
    if (!isTaken) return { resendAfterSeconds: leastWait };
    if (outcome === 'sent' || outcome === 'unknown') {
      const wait = Math.ceil((result.next - result.now) / 1000);
      return { resendAfterSeconds: Math.max(leastWait, wait) };
    }
    const undo = planner.undoSend(plan, result, outcome === 'rejected');
    await quietly(() => store.run(undo, result.state));
    return { resendAfterSeconds: 0 };
  }

  async function checkVerify(given) {
    const began = isWatched(onDecision) ? now() : 0;
    const attempt = readAttempt(given);
    if (!isE164(attempt.phone)) {
      return decide('verify', attempt, began, { action: 'refuse', reason: 'invalid_phone' });
    }
    const plan = planner.verify(attempt);
    const result = await run(plan, attempt);
    return decide('verify', attempt, began, verdictOf(plan, result), { plan, result });
  }

  async function settleVerify(decision, outcome) {
    mustBe(RESULTS, outcome, 'result');
    const settlement = Decision.settle(decision, guard, 'verify');
    if (settlement?.result === undefined) return;
    const { plan, result, attempt } = settlement;
    told('verify', outcome, attempt);
    if (outcome === 'verified') {
      await quietly(() => store.run(planner.verified(attempt, plan)));
    } else if (outcome === 'not_tried' && result.action === ALLOW && result.state !== 'closed') {
      await quietly(() => store.run(planner.undoVerify(plan, result), result.state));
    }
  }

  /** A proof names no phone before it is validated, so it counts by its source only. */
  async function checkProof(given) {
    const began = isWatched(onDecision) ? now() : 0;
    const attempt = readSource(given);
    const plan = planner.proof(attempt);
    if (plan === undefined) return decide('proof', attempt, began, { action: 'allow' });
    const result = await run(plan, attempt);
    return decide('proof', attempt, began, verdictOf(plan, result), { plan, result });
  }

  async function settleProof(decision, outcome) {
    mustBe(PROOF_RESULTS, outcome, 'result');
    const settlement = Decision.settle(decision, guard, 'proof');
    if (settlement === undefined) return;
    const { plan, result, attempt } = settlement;
    told('proof', outcome, attempt);
    if (outcome === 'refused' || result?.action !== ALLOW || result.state === 'closed') return;
    await quietly(() => store.run(planner.undoProof(plan), result.state));
  }

  function told(operation, outcome, { country }) {
    if (isWatched()) publish({ type: 'settled', operation, outcome, country });
  }

  async function forgive(given) {
    const { phone } = readAttempt(given);
    if (isE164(phone)) await quietly(() => store.run(planner.forgive(phone)));
  }

  return Object.assign(guard, {
    checkSend,
    settleSend,
    checkVerify,
    settleVerify,
    checkProof,
    settleProof,
    forgive,
    close: () => store.close(),
  });
}

/** Settling must not fail a login that is done. */
async function quietly(work) {
  try {
    await work();
  } catch {
    // The store tells of its outages itself.
  }
}

function mustBe(choices, value, name) {
  if (choices.includes(value)) return;
  throw new TypeError(
    `The guard's "${name}" must be ${choices.map((one) => `'${one}'`).join(', ')}.`,
  );
}

module.exports = { createGuard };

const { performance } = require('node:perf_hooks');
const { inBatches } = require('./batches.js');
const { LATE, within } = require('./deadline.js');
const { createMemoryStore } = require('./memory.js');
const { ALLOW } = require('./operations/verdict.js');

/** How long a decision waits for the store. */
const DEADLINE_MS = 100;
/** The same until it has answered once: it may have to connect first, and to load a script. */
const FIRST_DEADLINE_MS = 1000;
/**
 * How many decisions may wait at once. A client that is reconnecting keeps each of them in a queue.
 */
const MOST_IN_FLIGHT = 2048;
/**
 * How often a store that is gone is asked whether it is back, and for how long one such question is
 * waited for.
 */
const PROBE_EVERY_MS = 250;
const PROBE_LOST_MS = 10_000;
/** The memory of decisions that are made here during an outage. */
const LOCAL_BYTES = 16_000_000;
/**
 * What all processes may spend in an hour by themselves if the budget has no end: 1000 of the
 * owner's unit.
 */
const MOST_LOCAL = 1_000_000_000;
const HOUR_MS = 3_600_000;

/**
 * A store elsewhere that may be slow or gone. Then this process decides by itself, by the same
 * rules. It has its share of the wrong codes, and of what was left of the budget when it last knew.
 * When its share is used up, it is closed. What it spent is added to the budget when the store is
 * back.
 *
 * @param {{
 *   runner: {
 *     run: (plan: object) => Promise<object>,
 *     runAll: (plans: object[]) => Promise<object[]>,
 *     groupOf: (plan: object) => object,
 *   },
 *   processes: number,
 *   onDegraded?: (event: { state: 'degraded' | 'restored', reason?: string, error?: unknown }) => void,
 * }} settings `processes`: how many share the budget
 */
function withOutages({ runner, processes, onDegraded }) {
  const local = createMemoryStore({ maxBytes: LOCAL_BYTES });
  /** What was spent here, by the budget's key, and is not in the store yet. */
  const owed = new Map();
  /** What was spent of each budget when the store last told: [when, in the hour, in the day]. */
  const known = new Map();
  let hasAnswered = false;
  let isDegraded = false;
  let inFlight = 0;
  let probedAt = Number.NEGATIVE_INFINITY;
  let isProbing = false;

  function degrade(reason, error) {
    if (isDegraded) return;
    isDegraded = true;
    probedAt = performance.now();
    onDegraded?.({ state: 'degraded', reason, error });
  }

  const ask = inBatches({ groupOf: runner.groupOf, run: askAll });

  /** @returns the results, or nothing if there are none in time */
  async function askAll(plans) {
    const { length } = plans;
    if (inFlight + length > MOST_IN_FLIGHT) {
      degrade('in_flight');
      return [];
    }
    inFlight += length;
    const answer = runner.runAll(plans);
    const ended = () => {
      inFlight -= length;
    };
    answer.then(ended, ended);
    try {
      const results = await within(answer, hasAnswered ? DEADLINE_MS : FIRST_DEADLINE_MS);
      if (results !== LATE) {
        hasAnswered = true;
        for (let index = 0; index < length; index += 1) learn(plans[index], results[index]);
        return results;
      }
      degrade('deadline');
    } catch (error) {
      degrade('error', error);
    }
    return [];
  }

  function learn({ ops }, { budget }) {
    if (budget === undefined) return;
    const [, , at, hour, day] = budget;
    known.set(ops.find(isBudget).key, [at, hour, day]);
  }

  /** What is left of a budget, as far as this process knows. */
  function leftOf({ key, args }, now) {
    const [at, hour, day] = known.get(key) ?? [0, 0, 0];
    const left = (limit, spent, window) => {
      if (limit < 0) return MOST_LOCAL;
      return now - at > window ? limit : Math.max(0, limit - spent);
    };
    return [left(args[1], hour, HOUR_MS), left(args[2], day, 24 * HOUR_MS)];
  }

  /**
   * An operation with one process' share, so that all processes on their own spend what was left.
   * At least one send, if that is left.
   */
  function shareOf(operation) {
    const { kind, act, args } = operation;
    if (act !== 'take') return operation;
    if (kind === 'budget') {
      const [cost, , , force] = args;
      const limits = leftOf(operation, Date.now()).map((left) =>
        Math.max(Math.floor(left / processes), Math.min(cost, left)),
      );
      return { ...operation, args: [cost, ...limits, force, 0, 0, 0, 0, 0, ...limits] };
    }
    if (kind === 'failures') {
      const [challengeAfter, strangers, max, ...rest] = args;
      const share = (count) => Math.max(1, Math.floor(count / processes));
      return { ...operation, args: [challengeAfter, share(strangers), share(max), ...rest] };
    }
    return operation;
  }

  /**
   * Asks again whether the store answers, apart from the decisions, and pays what is owed to it.
   *
   * A payment that the client gives up on may still be executed when a stalled store goes on, so a
   * debt is paid only after the store has answered. If the store stalls again in between, that one
   * payment may count twice: less may be sent then, never more.
   */
  async function probe() {
    const began = performance.now();
    const isLost = began - probedAt > PROBE_LOST_MS;
    if ((isProbing && !isLost) || began - probedAt < PROBE_EVERY_MS) return;
    probedAt = began;
    isProbing = true;
    try {
      const isFast = await isAnsweredFast(PROBE);
      const isPaidFast = await pay();
      // Back, and fast enough to be waited for.
      if (isDegraded && isFast && isPaidFast) {
        isDegraded = false;
        onDegraded?.({ state: 'restored' });
      }
    } catch {
      // It is not back.
    } finally {
      isProbing = false;
    }
  }

  async function isAnsweredFast(ops) {
    const began = performance.now();
    await runner.run({ take: true, solved: false, ops });
    return performance.now() - began < DEADLINE_MS;
  }

  /** @returns {Promise<boolean>} whether the store took it in time, or nothing is owed */
  async function pay() {
    const [key, debt] = firstDebt() ?? [];
    if (debt === undefined) return true;
    owed.delete(key);
    try {
      return await isAnsweredFast([debt.operation()]);
    } catch (error) {
      owe(key, debt.cost, debt.args);
      throw error;
    }
  }

  const firstDebt = () => [...owed].find(([, { cost }]) => cost > 0);

  function owe(key, cost, args) {
    const before = owed.get(key)?.cost ?? 0;
    const debt = { cost: before + cost, args };
    debt.operation = () => ({
      kind: 'budget',
      table: 'budget',
      key,
      act: 'take',
      // Spent already: forced.
      args: [debt.cost, args[1], args[2], 1, 0, 0, 0, 0, 0, args[1], args[2]],
    });
    owed.set(key, debt);
  }

  function decideHere(plan) {
    const result = local.run({
      ...plan,
      ops: plan.ops.map(shareOf),
    });
    const spends = plan.ops.find(isBudget);
    if (spends !== undefined && (plan.take ? result.action === ALLOW : spends.act === 'give')) {
      owe(spends.key, plan.take ? spends.args[0] : -spends.args[0], spends.args);
    }
    const isUsedUp = isBudget(plan.ops[result.decider]);
    return { ...result, budget: undefined, state: isUsedUp ? 'closed' : 'degraded' };
  }

  /**
   * @param {object} plan
   * @param {'ok' | 'degraded'} [takenIn] for a plan that gives back: where the decision was made
   */
  function run(plan, takenIn) {
    if (takenIn === 'degraded') return decideHere(plan);
    // Decisions that were made here while a probe was in flight are owed, too.
    if (isDegraded || (owed.size > 0 && firstDebt())) probe();
    if (!isDegraded) return ask(plan).then((result) => told(plan, takenIn, result));
    return told(plan, takenIn, undefined);
  }

  function told(plan, takenIn, result) {
    if (result !== undefined) {
      result.state = 'ok';
      return result;
    }
    // Only the store can give back what it took.
    return takenIn === 'ok' ? undefined : decideHere(plan);
  }

  return { run, close() {} };
}

const isBudget = (operation) => operation?.kind === 'budget';

/**
 * Writes a record that is nobody's, for a millisecond. A store that can only be read, such as a
 * full one or a replica, is of no use.
 */
const PROBE = [
  { kind: 'limit', table: 'proofs', key: 'probe', act: 'take', args: [1, HOUR_MS, HOUR_MS] },
];

module.exports = { DEADLINE_MS, withOutages };

const { ANSWER_HEAD, ANSWER_SIZE, compile } = require('./lua/compile.js');
const { TABLES } = require('./operations/index.js');
const { ALLOW, REFUSE } = require('./operations/verdict.js');
const { adaptClient } = require('./redis-client.js');

/**
 * Runs plans in Redis. Plans of one shape may run as one script; each still runs without
 * interruption. Rejects if Redis does not answer as it should; waits as long as the client does.
 *
 * @param {{ client: object, prefix: string, now?: () => number }} settings `now` replaces the server's clock in tests
 */
function createRedisRunner({ client, prefix, now }) {
  const commands = adaptClient(client);
  // Keys of one decision must live in one slot of a cluster: the part in braces decides which.
  const starts = {};
  for (const [table, { letter }] of Object.entries(TABLES)) starts[table] = `{${prefix}}${letter}:`;
  /** By the plan's shape: plans of one shape differ only in their keys and in what varies. */
  const scripts = new WeakMap();
  /** What the last answer said of each budget: see `operations/budget.js`. */
  const seen = new Map();
  const isClockGiven = now !== undefined;

  /** Also tells which plans may run together: those with one script. */
  function scriptOf(plan) {
    const { shape, solved } = plan;
    if (shape === undefined) return compile(plan, { isClockGiven, isFixed: false });
    let pair = scripts.get(shape);
    if (pair === undefined) {
      pair = {};
      scripts.set(shape, pair);
    }
    pair[solved] ??= compile(plan, { isClockGiven });
    return pair[solved];
  }

  function keysOf(plans, { budgetAt }) {
    const keys = budgetAt === -1 ? [] : [starts.budget + plans[0].ops[budgetAt].key];
    for (const { ops } of plans) {
      for (let index = 0; index < ops.length; index += 1) {
        if (index !== budgetAt) keys.push(starts[ops[index].table] + ops[index].key);
      }
    }
    return keys;
  }

  function argumentsOf(plans, { budgetAt, shared, positions }) {
    const given = isClockGiven ? [String(now())] : [];
    if (shared.length > 0) {
      const { key, args } = plans[0].ops[budgetAt];
      const last = seen.get(key);
      for (const position of shared) {
        given.push(String(last === undefined ? args[position] : last[position - shared[0]]));
      }
    }
    for (const { ops } of plans) {
      for (let index = 0; index < ops.length; index += 1) {
        for (const position of positions[index]) given.push(String(ops[index].args[position]));
      }
    }
    return given;
  }

  /** @param {object[]} plans of one shape, with one budget */
  async function runAll(plans) {
    const script = scriptOf(plans[0]);
    const keys = keysOf(plans, script);
    const given = argumentsOf(plans, script);
    let answer;
    try {
      answer = await commands.evalsha(script.sha, keys, given);
    } catch (error) {
      if (!isScriptMissing(error)) throw error;
      // A server that has restarted, or another node of a cluster. EVAL loads the script, too.
      answer = await commands.eval(script.script, keys, given);
    }
    return readAnswer(answer, plans, script);
  }

  /**
   * What is not an answer of the script is no permission. Some clients can be set to give numbers
   * as texts.
   */
  function readAnswer(answer, plans, { budgetAt }) {
    const isWhole =
      Array.isArray(answer) && answer.length === ANSWER_HEAD + ANSWER_SIZE * plans.length;
    const numbers = isWhole ? answer.map(Number) : [];
    if (!isWhole || !numbers.every(Number.isSafeInteger)) throw notTheScript();
    const [time, generation, spent, hourSum, daySum] = numbers;
    // Of a refusal, too: who is refused knows that the budget is used up.
    const budget =
      budgetAt !== -1 && generation > 0 ? [generation, spent, time, hourSum, daySum] : undefined;
    if (budget !== undefined) seen.set(plans[0].ops[budgetAt].key, budget);
    return plans.map((_, index) => {
      const at = ANSWER_HEAD + ANSWER_SIZE * index;
      const action = numbers[at];
      if (action === ALLOW) {
        return {
          action,
          decider: -1,
          detail: 0,
          wait: 0,
          next: numbers[at + 1],
          now: time,
          own: numbers[at + 2],
          budget,
        };
      }
      if (!(action > ALLOW && action <= REFUSE)) throw notTheScript();
      return {
        action,
        decider: numbers[at + 1],
        detail: numbers[at + 2],
        wait: numbers[at + 3],
        next: 0,
        now: time,
        own: 0,
        budget,
      };
    });
  }

  return { runAll, run: async (plan) => (await runAll([plan]))[0], groupOf: scriptOf };
}

const isScriptMissing = (error) => String(error?.message).startsWith('NOSCRIPT');

const notTheScript = () => new Error('Redis has answered something else than the script does.');

module.exports = { createRedisRunner };

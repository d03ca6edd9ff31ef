const { compile } = require('./lua/compile.js');
const { TABLES } = require('./operations/index.js');
const { ALLOW, REFUSE } = require('./operations/verdict.js');
const { adaptClient } = require('./redis-client.js');

/**
 * Runs plans in Redis, each as one script and so without interruption. Rejects if Redis does not
 * answer as it should; waits as long as the client does.
 *
 * @param {{ client: object, prefix: string, now?: () => number }} settings `now` replaces the server's clock in tests
 */
function createRedisRunner({ client, prefix, now }) {
  const commands = adaptClient(client);
  // Keys of one decision must live in one slot of a cluster: the part in braces decides which.
  const starts = {};
  for (const [table, { letter }] of Object.entries(TABLES)) starts[table] = `{${prefix}}${letter}:`;
  /**
   * Scripts by the plan's shape: plans of one shape differ only in their keys and in what varies.
   */
  const scripts = new WeakMap();
  /** What the last answer said of each budget: see `operations/budget.js`. */
  const seen = new Map();
  const isClockGiven = now !== undefined;

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

  function argumentsOf({ ops }, { positions }) {
    const given = isClockGiven ? [String(now())] : [];
    for (let index = 0; index < ops.length; index += 1) {
      const varying = positions[index];
      if (varying.length === 0) continue;
      const { kind, key, act, args } = ops[index];
      const last = kind === 'budget' && act === 'take' ? seen.get(key) : undefined;
      for (const position of varying) {
        given.push(
          String(last !== undefined && position > 3 ? last[position - 4] : args[position]),
        );
      }
    }
    return given;
  }

  async function run(plan) {
    const script = scriptOf(plan);
    const keys = plan.ops.map(({ table, key }) => starts[table] + key);
    const given = argumentsOf(plan, script);
    let answer;
    try {
      answer = await commands.evalsha(script.sha, keys, given);
    } catch (error) {
      if (!isScriptMissing(error)) throw error;
      // A server that has restarted, or another node of a cluster. EVAL loads the script, too.
      answer = await commands.eval(script.script, keys, given);
    }
    const result = readAnswer(answer);
    if (result.budget !== undefined) seen.set(budgetOf(plan), result.budget);
    return result;
  }

  return { run };
}

const isScriptMissing = (error) => String(error?.message).startsWith('NOSCRIPT');

const budgetOf = ({ ops }) => ops.find(({ kind }) => kind === 'budget').key;

/**
 * What is not an answer of the script is no permission. Some clients can be set to give numbers as
 * texts.
 */
function readAnswer(answer) {
  const numbers = Array.isArray(answer) ? answer.map(Number) : [];
  const { length } = numbers;
  const isAllowed = numbers[0] === ALLOW && (length === 4 || length === 7);
  const isRefused = numbers[0] > ALLOW && numbers[0] <= REFUSE && length === 5;
  if (!(isAllowed || isRefused) || !numbers.every(Number.isSafeInteger)) {
    throw new Error('Redis has answered something else than the script does.');
  }
  if (isRefused) {
    const [action, decider, detail, wait, now] = numbers;
    return { action, decider, detail, wait, next: 0, now, own: 0, budget: undefined };
  }
  const [action, next, now, own, generation, hourSum, daySum] = numbers;
  const budget = length === 7 ? [generation, now, hourSum, daySum] : undefined;
  return { action, decider: -1, detail: 0, wait: 0, next, now, own, budget };
}

module.exports = { createRedisRunner };

const { REFUSE } = require('../stores/operations/verdict.js');
const { warnOnce } = require('../warning.js');
const { KNOWN, MICRO, ORIGIN_MEMORY, rulesOf, VERIFIED_TIMES } = require('./rules.js');

/** Tells of each table what its verdicts are called; an operation can have two. */
const RULES = {
  phone: ['resend', 'phone', 'resend', 'phone'],
  allowance: ['phone'],
  prefix: ['prefix', 'breaker'],
  country: ['country', 'breaker'],
  address: ['address', 'rejected'],
  device: ['device', 'rejected'],
  user: ['user', 'rejected'],
  project: ['project'],
  budget: ['budget', 'budget'],
  tries: ['failures'],
  failures: ['failures'],
  guesses: ['address'],
  proofs: ['proofs'],
};

const ALL = 'all';

/** Milliseconds. Who may send again so soon can wait, and is not locked out. */
const SHORT_WAIT = 60_000;

/**
 * Makes plans for a store out of attempts.
 *
 * @param {ReturnType<import('./policy.js').readPolicy>} policy
 * @param {{ keyOf: Function, originOf: Function }} keys
 * @param {() => number} random from 0 to 1
 */
function createPlanner(policy, keys, random) {
  const rules = rulesOf(policy);
  const isPrefixUsed = rules.prefix[0] > 0 || rules.prefix[3] > 0;
  const isCountryUsed = rules.country[0] > 0 || rules.country[3] > 0;
  const { costOf } = policy.budget;
  const [perHour, perDay, openHour, openDay] = rules.budget;
  const all = keys.keyOf('budget', ALL);

  /**
   * One object for each combination of operations: a store may keep by it what it makes of a plan.
   */
  const shapes = new Map();
  function shapeOf(type, { network, device, user, country }) {
    const given =
      (network === undefined ? 0 : 1) +
      (device === undefined ? 0 : 2) +
      (user === undefined ? 0 : 4) +
      (country === undefined ? 0 : 8);
    let ofType = shapes.get(type);
    if (ofType === undefined) {
      ofType = [];
      shapes.set(type, ofType);
    }
    ofType[given] ??= { name: `${type} ${given}`, isCostFixed: costOf === undefined };
    return ofType[given];
  }

  const operation = (kind, table, identity, args, act = 'take') => ({
    kind,
    table,
    key: keys.keyOf(table, identity),
    act,
    args,
  });

  const isCounted = (table, identity) =>
    identity !== undefined && (rules[table][0] > 0 || rules[table][3] > 0);
  const sourceOf = (table, identity) => operation('source', table, identity, rules[table]);

  const prefixOf = (phone) => phone.slice(0, -rules.prefixDigits);

  /** A device is a better name for an origin than an address, which many share. */
  const originTable = (attempt) => (attempt.device === undefined ? 'address' : 'device');
  const originOf = (attempt) => attempt.device ?? attempt.network;

  const triesName = (attempt) =>
    `${attempt.phone} ${originTable(attempt)} ${originOf(attempt) ?? ''}`;

  /** Millionths of the owner's unit; `undefined` if the owner's function gives none. */
  function costIn(country) {
    if (costOf === undefined) return MICRO;
    let cost;
    try {
      cost = costOf(country);
      // A promise is no cost, and its rejection would end the process.
      if (typeof cost?.then === 'function') cost.then(undefined, () => {});
    } catch {}
    if (typeof cost === 'number' && cost >= 0 && cost <= 1_000_000) return Math.ceil(cost * MICRO);
    warnOnce(
      'BAXVERIFY_LOGIN_CALLBACK',
      'costOf has returned no number from 0 to 1000000. Sends are refused.',
    );
    return undefined;
  }

  const budgetOf = (cost, force) => ({
    kind: 'budget',
    table: 'budget',
    key: all,
    act: 'take',
    args: [cost, perHour, perDay, force, 0, 0, 0, 0, 0, openHour, openDay],
  });

  /** What a send on the safe list costs: it counts for the budget, which cannot refuse it. */
  const safeSend = (cost) => ({
    take: true,
    solved: true,
    ops: [budgetOf(cost, 1)],
    shape: shapeOf('safe', {}),
  });

  function send(attempt, cost) {
    const { phone, country, network, device, user } = attempt;
    // In thousandths, because a short number becomes a text sooner.
    const jitter = 1 + Math.floor(1000 * rules.phone.jitter * random()) / 1000;
    // The phone comes first: prefixes and countries ask it whether it was verified before.
    const ops = [operation('phone', 'phone', phone, undefined)];
    const origin = keys.originOf(originTable(attempt), originOf(attempt));
    const { before, after } = rules.phone;
    ops[0].args = [...before, jitter, ...after, origin, ORIGIN_MEMORY];
    if (isCounted('address', network)) ops.push(sourceOf('address', network));
    if (isCounted('device', device)) ops.push(sourceOf('device', device));
    if (isCounted('user', user)) ops.push(sourceOf('user', user));
    if (isPrefixUsed) ops.push(operation('conversion', 'prefix', prefixOf(phone), rules.prefix));
    if (isCountryUsed) ops.push(operation('conversion', 'country', country, rules.country));
    if (rules.project[0] > 0) ops.push(operation('limit', 'project', ALL, rules.project));
    ops.push(budgetOf(cost, 0));
    return { take: true, solved: false, ops, shape: shapeOf('send', attempt) };
  }

  /**
   * Whether a send that was refused because of its phone has an allowance to ask for. Only a phone
   * that was verified before (`detail`) has known origins.
   */
  function isSpared({ ops }, { action, decider, detail, wait }, attempt) {
    if (action !== REFUSE || ops[decider]?.kind !== 'phone' || wait <= SHORT_WAIT) return false;
    const [knownInterval, , solvedInterval, , hasChallenge] = rules.allowance;
    const mayBeKnown = knownInterval > 0 && detail >= 2 && originOf(attempt) !== undefined;
    return mayBeKnown || (hasChallenge === 1 && solvedInterval > 0);
  }

  /** The same send, of the allowance of its phone. An answer to a challenge is judged only once. */
  function spare(attempt, cost, { solved }) {
    const plan = send(attempt, cost);
    const first = [operation('allowance', 'allowance', attempt.phone, rules.allowance)];
    // Without an origin all requests are alike, and none is known.
    if (originOf(attempt) !== undefined) {
      first.unshift(operation('vouched', 'tries', triesName(attempt), []));
    }
    return { ...plan, solved, ops: [...first, ...plan.ops], shape: shapeOf('spare', attempt) };
  }

  const undoShapeOf = ({ shape }) => shapeOf(`undo ${shape.name}`, {});

  /** Gives back what a send took. One that the service rejected counts against its source. */
  function undoSend(plan, result, isRejected) {
    const isSpare = plan.ops.some(({ kind }) => kind === 'allowance');
    // An allowance leaves the phone's own waits and limit as they are.
    const isTaken = ({ kind }) => kind !== 'vouched' && !(isSpare && kind === 'phone');
    const ops = plan.ops
      .filter(isTaken)
      .map((taken) =>
        isRejected && taken.kind === 'source'
          ? { ...taken, act: 'reject', args: rejectArgs(taken) }
          : { ...taken, act: 'give', args: giveArgs(taken, result) },
      );
    const shape = isRejected ? shapeOf(`reject ${plan.shape.name}`, {}) : undoShapeOf(plan);
    return { take: false, solved: false, ops, shape };
  }

  function rejectArgs({ args }) {
    const [interval, , , rejected, , ceiling] = args;
    return [interval, rejected, ceiling];
  }

  function giveArgs({ kind, args }, { next, now, own }) {
    if (kind === 'allowance') return [own, args[0], args[2]];
    if (kind === 'phone') return [rules.phone.interval, next];
    if (kind === 'budget') return [args[0], now];
    return [args[0], 1];
  }

  function verify(attempt) {
    const { phone, network } = attempt;
    const table = originTable(attempt);
    const origin = originOf(attempt);
    const ops = [
      operation('origin', 'phone', phone, [keys.originOf(table, origin)]),
      operation('tries', 'tries', triesName(attempt), rules.tries),
      operation('failures', 'failures', phone, rules.failures),
    ];
    if (network !== undefined) ops.push(operation('limit', 'guesses', network, rules.guesses));
    return { take: true, solved: false, ops, shape: shapeOf('verify', attempt) };
  }

  /** No code was compared. */
  function undoVerify(plan, { next, own }) {
    const back = { tries: [next], failures: [own] };
    const ops = plan.ops
      .filter(({ kind }) => kind !== 'origin')
      .map((taken) => ({ ...taken, act: 'give', args: back[taken.kind] ?? [taken.args[0], 1] }));
    return { take: false, solved: false, ops, shape: undoShapeOf(plan) };
  }

  /**
   * A right code ends waits and counts, and vouches for its prefix, its country and where it came
   * from.
   */
  function verified(attempt, plan) {
    const { phone, country, network, device, user } = attempt;
    const [, tries, failures, guesses] = plan.ops;
    const vouch = (table, identity) => {
      const [interval] = rules[table];
      return operation('source', table, identity, [interval, VERIFIED_TIMES], 'give');
    };
    const ops = [
      operation('phone', 'phone', phone, rules.phone.known, 'verified'),
      { ...tries, act: 'verified', args: [KNOWN] },
      { ...failures, act: 'verified', args: [] },
    ];
    if (guesses) ops.push({ ...guesses, act: 'give', args: [guesses.args[0], VERIFIED_TIMES] });
    const converts = (table, identity) =>
      operation('conversion', table, identity, [rules[table][0], VERIFIED_TIMES], 'verified');
    if (isPrefixUsed) ops.push(converts('prefix', prefixOf(phone)));
    if (isCountryUsed && country !== undefined) ops.push(converts('country', country));
    if (isCounted('address', network)) ops.push(vouch('address', network));
    if (isCounted('device', device)) ops.push(vouch('device', device));
    if (isCounted('user', user)) ops.push(vouch('user', user));
    return { take: false, solved: false, ops, shape: shapeOf('verified', attempt) };
  }

  /** Counts by address, else device, else user. `undefined` if nothing is known or counted. */
  function proof({ network, device, user }) {
    const table = ['address', 'device', 'user'].find((_, index) => [network, device, user][index]);
    if (table === undefined || rules.proofs[0] === 0) return undefined;
    const identity = `${table} ${network ?? device ?? user}`;
    const ops = [operation('limit', 'proofs', identity, rules.proofs)];
    return { take: true, solved: false, ops, shape: shapeOf('proof', {}) };
  }

  /** An accepted proof costs nothing, and neither does one that the service never saw. */
  function undoProof(plan) {
    const [taken] = plan.ops;
    const ops = [{ ...taken, act: 'give', args: [taken.args[0], 1] }];
    return { take: false, solved: false, ops, shape: undoShapeOf(plan) };
  }

  function forgive(phone) {
    const ops = [
      operation('phone', 'phone', phone, [], 'forgive'),
      operation('allowance', 'allowance', phone, [], 'forgive'),
      operation('failures', 'failures', phone, [], 'forgive'),
    ];
    return { take: false, solved: false, ops, shape: shapeOf('forgive', {}) };
  }

  const ruleOf = (plan, { decider, detail }) => RULES[plan.ops[decider]?.table]?.[detail];

  return {
    costIn,
    forgive,
    isSpared,
    proof,
    ruleOf,
    safeSend,
    send,
    spare,
    undoProof,
    undoSend,
    undoVerify,
    verified,
    verify,
  };
}

module.exports = { createPlanner };

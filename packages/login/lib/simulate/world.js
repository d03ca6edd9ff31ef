const { countryOf } = require('../countries/country-of.js');
const { buildSendGuard } = require('../guard/create-send-guard.js');
const { memoryStoreWith } = require('../stores/memory-store.js');
const { Agenda } = require('./agenda.js');
const { createRandom } = require('./random.js');
const { createTally } = require('./tally.js');

/** How many requests pass between two reports of progress. */
const STEP = 4096;

/**
 * Simulated time around a real guard: work runs in order of time, each request asks the guard and
 * is counted.
 *
 * @param {object} policy options of the guard
 * @param {number} seed
 * @param {number} begins Unix milliseconds
 * @param {number} ends
 */
function createWorld(policy, seed, begins, ends) {
  const agenda = new Agenda();
  const tally = createTally(begins, ends);
  const random = createRandom(seed);
  const clock = { now: begins, offset: 0 };
  const now = () => Math.floor(clock.now + clock.offset);
  const store = memoryStoreWith({}, { now });
  const guard = buildSendGuard({ ...policy, store }, { now, random: createRandom(seed + 1) });
  const costOf = policy.budget?.costOf;

  /** What refused: a rule, or a reason that has no rule. */
  const ruleOf = ({ action, rule, reason }) =>
    action === 'allow' ? undefined : action === 'challenge' ? 'challenge' : (rule ?? reason);

  async function send(who, attempt, isRepeated = false) {
    const decision = await guard.checkSend(attempt);
    const rule = ruleOf(decision);
    const cost = rule === undefined && costOf ? costOf(countryOf(attempt.phone)) : 1;
    tally.countSend(who, clock.now, { rule, cost, isRepeated });
    const { resendAfterSeconds } = await guard.settleSend(decision, 'sent');
    return { ...decision, resendAfterSeconds };
  }

  async function verify(who, attempt, isRight) {
    const decision = await guard.checkVerify(attempt);
    tally.countTry(who, clock.now, ruleOf(decision));
    const isTried = decision.action === 'allow';
    if (isTried) await guard.settleVerify(decision, isRight ? 'verified' : 'wrong_code');
    return decision;
  }

  /** @param {(share: number, requests: number) => void} onProgress gets the share of time passed */
  async function run(onProgress) {
    let next = STEP;
    while (agenda.heap.length > 0) {
      const { at, work } = agenda.take();
      clock.now = at;
      await work();
      if (tally.requests < next) continue;
      next = tally.requests + STEP;
      onProgress(Math.min(1, (at - begins) / (ends - begins)), tally.requests);
    }
    return tally;
  }

  return {
    begins,
    ends,
    clock,
    random,
    tally,
    send,
    verify,
    run,
    at: (time, work) => agenda.add(time, work),
    afterSeconds: (seconds, work) => agenda.add(clock.now + 1000 * seconds, work),
    between: (least, most) => least + random() * (most - least),
    pick: (list) => list[Math.floor(random() * list.length)],
    digits: (count) => String(Math.floor(random() * 10 ** count)).padStart(count, '0'),
  };
}

module.exports = { createWorld };

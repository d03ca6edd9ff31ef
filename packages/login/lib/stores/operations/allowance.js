const { checkTat, usedOf } = require('./limit.js');
const { ALLOW, CHALLENGE, REFUSE } = require('./verdict.js');

/**
 * What is left to the owner of a phone whose waits or limit others have used up. There are two
 * limits by GCRA in one record: of origins that were verified for this phone before (`vouched.js`
 * looks that up), and of requests that solve a challenge. Both are the phone's, not the origin's,
 * so they bound what it gets however many origins or solved challenges there are. Comes before
 * `phone`, which then checks neither its waits nor its limit.
 *
 * Record: [expires, known tat, solved tat]. Arguments of `take`: [known interval, known burst,
 * solved interval, solved burst, hasChallenge]; an interval of 0 is no allowance. Of `give`: [what
 * was used: 2 of known origins, 1 of solved challenges; known interval, solved interval].
 */
const SIZE = 3;
const KNOWN = 2;
const SOLVED = 1;

function check(record, at, args, context) {
  const [knownInterval, knownBurst, solvedInterval, solvedBurst, hasChallenge] = args;
  context.extra = true;
  const isLeft = (index, interval, burst) =>
    interval > 0 && checkTat(record, index, interval, burst, burst, context) === ALLOW;
  if (context.own === KNOWN && isLeft(at + 1, knownInterval, knownBurst)) return ALLOW;
  context.own = SOLVED;
  if (hasChallenge === 0 || !isLeft(at + 2, solvedInterval, solvedBurst)) return REFUSE;
  return context.solved ? ALLOW : CHALLENGE;
}

function end(record, at) {
  record[at] = Math.max(record[at + 1], record[at + 2]);
}

function take(record, at, args, { now, own }) {
  const [knownInterval, knownBurst, solvedInterval, solvedBurst] = args;
  if (own === KNOWN) {
    record[at + 1] = now + usedOf(record[at + 1], knownBurst, now) + knownInterval;
  } else {
    record[at + 2] = now + usedOf(record[at + 2], solvedBurst, now) + solvedInterval;
  }
  end(record, at);
}

function give(record, at, args) {
  const [used, knownInterval, solvedInterval] = args;
  if (used === KNOWN) record[at + 1] = Math.max(0, record[at + 1] - knownInterval);
  else record[at + 2] = Math.max(0, record[at + 2] - solvedInterval);
  end(record, at);
}

function forgive(record, at) {
  record[at] = 0;
}

/** Of two records the one with more in use ends later. */
function weight() {
  return 0;
}

module.exports = { SIZE, check, forgive, give, take, weight };

const { ALLOW, CHALLENGE, REFUSE } = require('./verdict.js');

/**
 * Wrong codes in a row for one phone, from everywhere (NIST SP 800-63B: at most 100). Part of them
 * is kept for those who asked for one of the last two codes, so that strangers cannot use up all.
 * An origin that has been verified before counts by itself (`tries.js`).
 *
 * Record: [expires, count, strangers]. Arguments of `take`: [challengeAfter, maxStrangers, max,
 * hasChallenge, memory]; of `give`: [what the origin was: 0 a stranger, 1 asked for a code, 2 was
 * verified before].
 */
const SIZE = 3;

function check(record, at, args, context) {
  if (context.own === 2) return ALLOW;
  const isStranger = context.own === 0;
  if (record[at + 1] >= args[2] || (isStranger && record[at + 2] >= args[1])) {
    context.wait = Math.max(context.wait, record[at] - context.now);
    return REFUSE;
  }
  const isSuspect = args[3] === 1 && record[at + 1] >= args[0];
  return isSuspect && !context.solved ? CHALLENGE : ALLOW;
}

function take(record, at, args, context) {
  if (context.own === 2) return;
  record[at + 1] += 1;
  if (context.own === 0) record[at + 2] += 1;
  record[at] = context.now + args[4];
}

function give(record, at, args) {
  if (args[0] === 2) return;
  record[at + 1] = Math.max(0, record[at + 1] - 1);
  if (args[0] === 0) record[at + 2] = Math.max(0, record[at + 2] - 1);
  if (record[at + 1] === 0) record[at] = 0;
}

function verified(record, at) {
  record[at] = 0;
}

function weight(record, at) {
  return record[at + 1];
}

module.exports = { SIZE, check, forgive: verified, give, take, verified, weight };

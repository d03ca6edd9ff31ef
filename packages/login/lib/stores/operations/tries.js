const { notBeyond } = require('./limit.js');
const { ALLOW, CHALLENGE, REFUSE } = require('./verdict.js');

/**
 * Wrong codes in a row for one phone from one origin (a device, or else an address). Waits grow,
 * and are the origin's own: what one attacker fails makes nobody else wait.
 *
 * Record: [expires, count, next, knownUntil]. Arguments of `take`: [free, firstWait, maxWait, max,
 * hasChallenge, memory]; of `give`: [next as it was taken]; of `verified`: [for how long the origin
 * is known]. Times in milliseconds.
 */
const SIZE = 4;

function check(record, at, args, context) {
  const { now } = context;
  if (record[at + 3] > now) context.own = 2;
  if (record[at + 1] >= args[3]) {
    context.wait = Math.max(context.wait, record[at] - now);
    return REFUSE;
  }
  notBeyond(record, at + 2, args[2], context);
  const wait = record[at + 2] - now;
  if (wait <= 0 || context.solved) return ALLOW;
  context.wait = Math.max(context.wait, wait);
  return args[4] === 1 ? CHALLENGE : REFUSE;
}

/** A try counts as wrong until its result is known: a thousand at once are a thousand. */
function take(record, at, args, context) {
  const { now } = context;
  const count = record[at + 1] + 1;
  const wait =
    count < args[0] ? 0 : Math.min(args[2], args[1] * 2 ** Math.min(count - args[0], 30));
  record[at + 1] = count;
  record[at + 2] = now + wait;
  record[at] = Math.max(now + args[5], record[at + 3]);
  context.next = now + wait;
}

function give(record, at, args) {
  record[at + 1] = Math.max(0, record[at + 1] - 1);
  if (record[at + 2] === args[0]) record[at + 2] = 0;
}

function verified(record, at, args, context) {
  record[at + 1] = 0;
  record[at + 2] = 0;
  record[at + 3] = context.now + args[0];
  record[at] = record[at + 3];
}

/** More wrong codes matter more, then an origin that is known. */
function weight(record, at) {
  return 2 * record[at + 1] + (record[at + 3] > 0 ? 1 : 0);
}

module.exports = { SIZE, check, give, take, verified, weight };

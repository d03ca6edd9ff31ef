const { ALLOW, CHALLENGE, REFUSE } = require('./verdict.js');

/**
 * A rate limit by GCRA, the generic cell rate algorithm: one number a key, the "theoretical arrival
 * time" (TAT) in milliseconds. It also is the time at which the record ends.
 *
 * Record: [tat]. Arguments of `take`: [interval, burst, ceiling], all in milliseconds. They are
 * what one event costs, what may be used at once, and the same for those who solve a challenge.
 * Arguments of `give`: [interval, times].
 */
const SIZE = 1;

function check(record, at, args, context) {
  return checkTat(record, at, args[0], args[1], args[2], context);
}

/** Also for operations that hold a TAT next to other things: at `index`. */
function checkTat(record, index, interval, burst, ceiling, context) {
  notBeyond(record, index, ceiling, context);
  const used = usedOf(record[index], ceiling, context.now) + interval;
  if (used <= burst) return ALLOW;
  context.wait = Math.max(context.wait, used - burst);
  if (used > ceiling) return REFUSE;
  return context.solved ? ALLOW : CHALLENGE;
}

/**
 * A time that is further away than it can be was written before the clock was set back. It must not
 * shut anybody out for longer than the limit does.
 */
function notBeyond(record, index, most, context) {
  if (record[index] - context.now <= most) return;
  record[index] = context.now + most;
  context.changed = true;
}

/** What of the limit is in use. */
function usedOf(tat, ceiling, now) {
  return Math.max(0, Math.min(tat - now, ceiling));
}

function take(record, at, args, context) {
  record[at] = context.now + usedOf(record[at], args[2], context.now) + args[0];
}

function give(record, at, args) {
  record[at] -= args[0] * args[1];
}

/** Of two records the one with more in use matters more: it ends later. */
function weight() {
  return 0;
}

module.exports = { SIZE, check, checkTat, give, notBeyond, take, usedOf, verified: give, weight };

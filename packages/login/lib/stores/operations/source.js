const { checkTat, usedOf } = require('./limit.js');

/**
 * Where sends come from: an address, a device or a user. Two limits by GCRA in one record: of
 * sends, and of sends that the service rejected. A rejected send gives back what it took of the
 * first limit and takes of the second one, so nobody can ask the service about numbers without end.
 *
 * Record: [expires, tat, rejected tat]. Arguments of `take`: those of `limit.js`, once for sends
 * and once for rejected ones. Of `give` and `verified`: [interval, times]. Of `reject`: [interval,
 * rejected interval, rejected ceiling]. An interval of 0 is no limit.
 */
const SIZE = 3;

/** Details of a verdict. */
const REJECTED = 1;

function check(record, at, args, context) {
  const sends = checkTat(record, at + 1, args[0], args[1], args[2], context);
  const rejected = checkTat(record, at + 2, args[3], args[4], args[5], context);
  if (rejected <= sends) return sends;
  context.detail = REJECTED;
  return rejected;
}

function end(record, at) {
  record[at] = Math.max(record[at + 1], record[at + 2]);
}

function take(record, at, args, { now }) {
  if (args[0] > 0) record[at + 1] = now + usedOf(record[at + 1], args[2], now) + args[0];
  end(record, at);
}

function give(record, at, args) {
  record[at + 1] = Math.max(0, record[at + 1] - args[0] * args[1]);
  end(record, at);
}

function reject(record, at, args, { now }) {
  record[at + 1] = Math.max(0, record[at + 1] - args[0]);
  if (args[1] > 0) record[at + 2] = now + usedOf(record[at + 2], args[2], now) + args[1];
  end(record, at);
}

/** Who was rejected matters more. */
function weight(record, at) {
  return record[at + 2] > 0 ? 1 : 0;
}

module.exports = { SIZE, check, give, reject, take, verified: give, weight };

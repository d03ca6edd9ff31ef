const { checkTat, usedOf } = require('./limit.js');
const { ALLOW, CHALLENGE, REFUSE } = require('./verdict.js');

/**
 * A phone prefix or a country: its limit, and a circuit breaker on the share of sends that are
 * verified.
 *
 * Sends count after one to two buckets of five minutes: nobody types a code at once. Counts then
 * fade by a twelfth for each bucket, which weighs about an hour. Below `challengeBelow` the app's
 * challenge is asked for. From then on sends are only those of people who solved it (and of phones
 * known from before), so what cannot solve challenges cannot cause a block. If these are not
 * verified either, sends are refused, twice as long each time. Phones that were verified before
 * pass.
 *
 * Record: [expires, tat, bucket, sentNow, sentBefore, sent, verified, blockedUntil, level,
 * challengedSince]. Arguments of `take`: [interval, burst, ceiling, minSends, challengeBelow,
 * blockBelow, firstBlock, maxBlock, hasChallenge]; of `give` and `verified`: [interval, times].
 * Times in milliseconds.
 */
const SIZE = 10;
const BUCKET = 300_000;
const FADE = 11 / 12;
const HOUR = 3_600_000;
/** A level is forgotten a day after the last block. */
const FORGET = 86_400_000;

/** Details of a verdict. */
const LIMIT = 0;
const BREAKER = 1;

function check(record, at, args, context) {
  const [interval, burst, ceiling, minSends] = args;
  context.changed = false;
  if (minSends > 0 && record[at] > 0) judge(record, at, args, context);
  if (context.changed) record[at] = Math.max(record[at], endOf(record, at, context.now));
  if (context.known) return ALLOW;
  const { now } = context;
  const wait = record[at + 7] - now;
  if (wait > 0) {
    context.wait = Math.max(context.wait, wait);
    context.detail = BREAKER;
    return REFUSE;
  }
  if (args[8] === 1 && record[at + 9] > 0 && !context.solved) {
    context.detail = BREAKER;
    return CHALLENGE;
  }
  context.detail = LIMIT;
  return interval > 0 ? checkTat(record, at + 1, interval, burst, ceiling, context) : ALLOW;
}

/** Opens, closes or half-opens the breaker. No request is needed to be allowed for that. */
function judge(record, at, args, context) {
  const [, , , minSends, challengeBelow, blockBelow, firstBlock, maxBlock, hasChallenge] = args;
  const { now } = context;
  roll(record, at, now);
  // A clock that is set back must not make a block longer than the longest.
  if (record[at + 7] > now + maxBlock) move(record, at + 7, now + maxBlock, context);
  if (record[at + 9] > record[at + 7] && record[at + 9] > now) move(record, at + 9, now, context);
  if (record[at + 7] > now) return;
  if (record[at + 8] > 0 && record[at + 7] + FORGET < now) move(record, at + 8, 0, context);
  if (record[at + 9] > 0 && now - record[at + 9] > HOUR) {
    move(record, at + 9, 0, context);
    startCounting(record, at);
  }
  if (record[at + 5] < minSends) return;
  const share = record[at + 6] / record[at + 5];
  const isChallenged = record[at + 9] > 0;
  if (hasChallenge === 1 && !isChallenged) {
    if (share >= challengeBelow) return;
    move(record, at + 9, now, context);
    startCounting(record, at);
  } else if (share < blockBelow) {
    const level = record[at + 8];
    const until = now + Math.min(maxBlock, firstBlock * 2 ** Math.min(level, 30));
    move(record, at + 7, until, context);
    record[at + 8] = level + 1;
    record[at + 9] = hasChallenge === 1 ? until : 0;
    startCounting(record, at);
  } else if (isChallenged && share >= challengeBelow) {
    move(record, at + 9, 0, context);
  }
}

function move(record, index, value, context) {
  record[index] = value;
  context.changed = true;
}

function startCounting(record, at) {
  record.fill(0, at + 3, at + 7);
}

function roll(record, at, now) {
  const bucket = Math.floor(now / BUCKET);
  let steps = bucket - record[at + 2];
  record[at + 2] = bucket;
  while (steps > 0 && record[at + 3] + record[at + 4] + record[at + 5] + record[at + 6] > 0) {
    record[at + 5] = faded(record[at + 5]) + record[at + 4];
    record[at + 6] = faded(record[at + 6]);
    record[at + 4] = record[at + 3];
    record[at + 3] = 0;
    steps -= 1;
  }
}

/** Ends at zero, so the loop above ends early. */
function faded(count) {
  return count < 0.001 ? 0 : count * FADE;
}

function endOf(record, at, now) {
  const memory = record[at + 8] > 0 ? record[at + 7] + FORGET : 0;
  return Math.max(record[at + 1], memory, record[at + 9] + HOUR, now + 2 * HOUR);
}

function take(record, at, args, context) {
  const { now } = context;
  roll(record, at, now);
  if (args[0] > 0) record[at + 1] = now + usedOf(record[at + 1], args[2], now) + args[0];
  record[at + 3] += 1;
  record[at] = endOf(record, at, now);
}

function give(record, at, args, context) {
  roll(record, at, context.now);
  record[at + 1] = Math.max(0, record[at + 1] - args[0] * args[1]);
  const index = at + (record[at + 3] > 0 ? 3 : record[at + 4] > 0 ? 4 : 5);
  record[index] = Math.max(0, record[index] - 1);
}

function verified(record, at, args, context) {
  roll(record, at, context.now);
  record[at + 1] = Math.max(0, record[at + 1] - args[0] * args[1]);
  record[at + 6] += 1;
  record[at] = endOf(record, at, context.now);
}

/** Blocks matter most, then what was sent a lot. */
function weight(record, at) {
  return 1e6 * record[at + 8] + (record[at + 9] > 0 ? 1e5 : 0) + record[at + 3] + record[at + 5];
}

module.exports = { SIZE, check, give, take, verified, weight };

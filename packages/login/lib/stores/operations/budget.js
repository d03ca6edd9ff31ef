const { ALLOW, CHALLENGE, REFUSE } = require('./verdict.js');

/**
 * What was spent in the last hour and in the last day, exactly. There are rings of 12 buckets of
 * five minutes and of 24 of an hour, each with the one that is being filled. So no 60 minutes
 * and no 24 hours hold more than the limit, wherever they begin.
 *
 * Record: [expires, generation, spent, hourBucket, hourSum, hourNow, dayBucket, daySum, dayNow, 13
 * buckets, 25 buckets]. What fills the present bucket stands in front, so most of the time the
 * rings are neither read nor written. Amounts are whole numbers (millionths of the owner's unit),
 * so sums stay exact. `spent` is all that this generation has taken. It and the sums grow up
 * to 2^53 - 1, as larger numbers are not exact. A sum gets there only if its window has no limit.
 *
 * Arguments of `take`: [cost, perHour, perDay, force, generation, spent, when, hourSum, daySum,
 * openHour, openDay]. The five in the middle are what this process saw last. The last two are the
 * limits without what is kept for phones that were verified before, and for solved challenges. A
 * limit of -1 is none. Arguments of `give`: [cost, when it was taken].
 *
 * A store can lose its data: all of it (a flush, a restart without persistence), or what is newer
 * than its last snapshot. The record that takes its place has another generation, or has
 * spent less. Then what a process saw last counts again, of another generation on top of what this
 * one has spent. So a flush gives no second budget. After a snapshot, others may have spent as much
 * as was lost before the process that saw it asks. Then the loss is not seen, and what was lost can
 * be spent once more.
 */
const HEAD = 9;
const SIZE = 47;
const HOUR = { bucket: 3, sum: 4, present: 5, ring: 9, slots: 13, milliseconds: 300_000 };
const DAY = { bucket: 6, sum: 7, present: 8, ring: 22, slots: 25, milliseconds: 3_600_000 };
const KEEP = 25 * 3_600_000;
const MOST = Number.MAX_SAFE_INTEGER;

/** Details of a verdict. */
const PER_HOUR = 0;
const PER_DAY = 1;

function check(record, at, args, context) {
  const { now } = context;
  roll(record, at, HOUR, now);
  roll(record, at, DAY, now);
  const isSame = args[4] === record[at + 1];
  if (args[4] > 0 && (!isSame || args[5] > record[at + 2])) {
    const spent = isSame ? 0 : record[at + 2];
    recall(record, at, HOUR, args[6], args[7], spent);
    recall(record, at, DAY, args[6], args[8], spent);
    if (isSame) record[at + 2] = args[5];
  }
  if (args[3] === 1) return ALLOW;
  const hour = waitOf(record, at, HOUR, args[0], args[1], now);
  const day = waitOf(record, at, DAY, args[0], args[2], now);
  if (hour > 0 || day > 0) return tell(hour, day, context, REFUSE);
  if (context.known || context.solved) return ALLOW;
  const openHour = waitOf(record, at, HOUR, args[0], args[9], now);
  const openDay = waitOf(record, at, DAY, args[0], args[10], now);
  return openHour > 0 || openDay > 0 ? tell(openHour, openDay, context, CHALLENGE) : ALLOW;
}

function tell(hour, day, context, verdict) {
  context.detail = day > 0 ? PER_DAY : PER_HOUR;
  context.wait = Math.max(context.wait, hour, day);
  return verdict;
}

function roll(record, at, window, now) {
  const bucket = Math.floor(now / window.milliseconds);
  const last = record[at + window.bucket];
  if (bucket < last - 1) collapse(record, at, window, bucket);
  if (bucket <= last) return;
  record[at + window.ring + (last % window.slots)] = record[at + window.present];
  record[at + window.present] = 0;
  const first = Math.max(last + 1, bucket - window.slots + 1);
  for (let index = first; index <= bucket; index += 1) {
    const slot = at + window.ring + (index % window.slots);
    record[at + window.sum] -= record[slot];
    record[slot] = 0;
  }
  record[at + window.bucket] = bucket;
}

/**
 * The clock was set back: everything counts as spent now, so it is forgotten one window later, and
 * not sooner.
 */
function collapse(record, at, window, bucket) {
  record.fill(0, at + window.ring, at + window.ring + window.slots);
  record[at + window.present] = record[at + window.sum];
  record[at + window.bucket] = bucket;
}

/** Where the amount of a bucket stands. */
function placeOf(record, at, window, bucket) {
  if (bucket === record[at + window.bucket]) return at + window.present;
  return at + window.ring + (bucket % window.slots);
}

function recall(record, at, window, seenAt, sum, spent) {
  const bucket = Math.floor(seenAt / window.milliseconds);
  const missing = sum - Math.max(0, record[at + window.sum] - spent);
  const age = record[at + window.bucket] - bucket;
  if (missing <= 0 || age < 0 || age >= window.slots) return;
  const added = Math.min(missing, MOST - record[at + window.sum]);
  record[placeOf(record, at, window, bucket)] += added;
  record[at + window.sum] += added;
}

/** Milliseconds until the cost fits; 0 if it does. */
function waitOf(record, at, window, cost, limit, now) {
  let over = limit < 0 ? 0 : record[at + window.sum] + cost - limit;
  if (over <= 0) return 0;
  const last = record[at + window.bucket];
  for (let index = last - window.slots + 1; index <= last; index += 1) {
    if (index >= 0) over -= record[placeOf(record, at, window, index)];
    if (over <= 0) return Math.max(1, (index + window.slots) * window.milliseconds - now);
  }
  return window.slots * window.milliseconds;
}

function take(record, at, args, context) {
  const { now } = context;
  if (record[at + 1] === 0) record[at + 1] = now;
  record[at + 2] += Math.min(args[0], MOST - record[at + 2]);
  for (const window of [HOUR, DAY]) {
    const added = Math.min(args[0], MOST - record[at + window.sum]);
    record[at + window.present] += added;
    record[at + window.sum] += added;
  }
  record[at] = now + KEEP;
  context.budget = [
    record[at + 1],
    record[at + 2],
    now,
    record[at + HOUR.sum],
    record[at + DAY.sum],
  ];
}

function give(record, at, args, context) {
  for (const window of [HOUR, DAY]) {
    roll(record, at, window, context.now);
    const bucket = Math.floor(args[1] / window.milliseconds);
    const age = record[at + window.bucket] - bucket;
    if (age < 0 || age >= window.slots) continue;
    const slot = placeOf(record, at, window, bucket);
    const back = Math.min(args[0], record[slot]);
    record[slot] -= back;
    record[at + window.sum] -= back;
  }
}

function weight() {
  return Number.POSITIVE_INFINITY;
}

module.exports = { HEAD, SIZE, check, give, take, weight };

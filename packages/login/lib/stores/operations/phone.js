const { checkTat, notBeyond, usedOf } = require('./limit.js');
const { ALLOW, REFUSE } = require('./verdict.js');

/**
 * What is known of a phone number: its waits between sends, its limit, whether it has been
 * verified, and from where the last two codes were asked for.
 *
 * Record: [expires, tat, next, verifiedUntil, packed]. `next` is when another send is allowed.
 * `packed` holds the level (sends in a row without a verified code, 6 bits) and two origins (23
 * bits each).
 *
 * Arguments of `take`: [free, firstWait, maxWait, jitter, decay, interval, burst, origin, memory];
 * of `give`: [interval, next as it was taken]; of `verified`: [for how long the phone is known].
 * Times in milliseconds.
 *
 * After `allowance` neither the waits nor the limit are checked, and nothing is taken of them.
 */
const SIZE = 5;
const LEVELS = 64;
const ORIGINS = 2 ** 23;

/** Details of a verdict: which rule, and whether the phone has been verified before. */
const RESEND = 0;
const LIMIT = 1;
const KNOWN = 2;

const levelOf = (packed) => packed % LEVELS;
const originsOf = (packed) => Math.floor(packed / LEVELS);
const pack = (level, origins) => level + LEVELS * origins;

function check(record, at, args, context) {
  const { now } = context;
  context.known = record[at + 3] > now;
  if (context.extra) return ALLOW;
  notBeyond(record, at + 2, 2 * args[2], context);
  const wait = record[at + 2] - now;
  if (wait > 0) context.wait = Math.max(context.wait, wait);
  if (args[5] > 0 && checkTat(record, at + 1, args[5], args[6], args[6], context) !== ALLOW) {
    context.detail = (wait > 0 ? RESEND : LIMIT) + (context.known ? KNOWN : 0);
    return REFUSE;
  }
  context.detail = RESEND + (context.known ? KNOWN : 0);
  return wait > 0 ? REFUSE : ALLOW;
}

function take(record, at, args, context) {
  const [free, firstWait, maxWait, jitter, decay, interval, burst, origin, memory] = args;
  const { now } = context;
  const packed = record[at + 4];
  if (context.extra) {
    record[at + 4] = pack(levelOf(packed), withOrigin(originsOf(packed), origin));
    record[at] = Math.max(record[at], now + memory);
    context.next = now;
    return;
  }
  const level = Math.min(decayed(levelOf(packed), record[at + 2], decay, now) + 1, LEVELS - 1);
  const grown = level < free ? 0 : Math.min(maxWait, firstWait * 2 ** (level - free));
  const next = now + Math.floor(grown * jitter);
  if (interval > 0) record[at + 1] = now + usedOf(record[at + 1], burst, now) + interval;
  record[at + 2] = next;
  record[at + 4] = pack(level, withOrigin(originsOf(packed), origin));
  record[at] = Math.max(
    record[at + 1],
    record[at + 3],
    next + Math.max(level * decay, maxWait),
    now + memory,
  );
  context.next = next;
}

/**
 * A level is forgotten for each `decay` milliseconds without a send, counted from when a send was
 * allowed again.
 */
function decayed(level, next, decay, now) {
  return now > next ? Math.max(0, level - Math.floor((now - next) / decay)) : level;
}

function withOrigin(origins, origin) {
  const last = origins % ORIGINS;
  return last === origin ? origins : origin + ORIGINS * last;
}

function give(record, at, args, context) {
  const packed = record[at + 4];
  const level = Math.max(0, levelOf(packed) - 1);
  record[at + 1] = Math.max(0, record[at + 1] - args[0]);
  // Another send may have set its own wait since then.
  if (record[at + 2] === args[1]) record[at + 2] = context.now;
  record[at + 4] = pack(level, originsOf(packed));
  const isUsed = level > 0 || record[at + 1] > context.now || record[at + 3] > context.now;
  if (!isUsed) record[at] = 0;
}

function verified(record, at, args, context) {
  record[at + 2] = 0;
  record[at + 3] = context.now + args[0];
  record[at + 4] = pack(0, originsOf(record[at + 4]));
  record[at] = Math.max(record[at + 1], record[at + 3]);
}

/** The owner's word: no wait, and the whole limit again. */
function forgive(record, at) {
  record[at + 1] = 0;
  record[at + 2] = 0;
  record[at + 4] = pack(0, originsOf(record[at + 4]));
  record[at] = record[at + 3];
}

/** More sends in a row matter more, then a phone that has been verified. */
function weight(record, at) {
  return 2 * levelOf(record[at + 4]) + (record[at + 3] > 0 ? 1 : 0);
}

/** Whether one of the last two codes was asked for from there. */
function isOrigin(record, at, origin) {
  const origins = originsOf(record[at + 4]);
  return origins % ORIGINS === origin || Math.floor(origins / ORIGINS) === origin;
}

module.exports = { ORIGINS, SIZE, check, forgive, give, isOrigin, take, verified, weight };

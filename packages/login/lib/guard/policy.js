const { own } = require('../own.js');
const checks = require('./checks.js');
const { readCountries } = require('./country-list.js');
const { readSafeList } = require('./safe-list.js');

const { number, object, objectOrFalse, oneOf, optionalFunction } = checks;

const HOUR = 3600;
const DAY = 86_400;
/** The longest window and wait: 30 days. */
const LONGEST = 30 * DAY;

/**
 * A limit: `max` at once, given back evenly over `windowSeconds`. So a window holds fewer than
 * twice `max`, wherever it begins, and after a full window without use all are there again.
 */
const limit = (max, windowSeconds) => ({
  max: number(1, 1_000_000, max),
  windowSeconds: number(1, LONGEST, windowSeconds),
});

/** The circuit breaker on conversion. Shares are of 1. */
const breaker = (defaults) => ({
  minSends: number(5, 1_000_000, defaults.minSends),
  challengeBelow: number(0, 1, defaults.challengeBelow, { whole: false }),
  blockBelow: number(0, 1, defaults.blockBelow, { whole: false }),
  firstBlockSeconds: number(1, LONGEST, defaults.firstBlockSeconds),
  maxBlockSeconds: number(1, LONGEST, defaults.maxBlockSeconds),
});

const LIMITS = {
  // One number: 5 to 10 a day are usual in the field. The waits below slow the first ten down.
  phone: objectOrFalse(limit(10, DAY)),
  // Past the waits and the limit of a phone that others flood: from an origin that was verified for
  // it, and for who solves a challenge. Small, because they are what a flood can add.
  phoneKnown: objectOrFalse(limit(5, DAY)),
  phoneSolved: objectOrFalse(limit(3, DAY)),
  // 10,000 numbers that differ in their last four digits. A verified code gives two back, so where
  // more than half of the codes are verified only attacks meet this limit and the next one.
  prefix: objectOrFalse(limit(20, DAY)),
  country: objectOrFalse(limit(300, DAY)),
  // 10 to 15 an hour are usual. A verified code gives two back, so many honest users may share an
  // address.
  address: objectOrFalse(limit(15, HOUR)),
  device: objectOrFalse(limit(10, HOUR)),
  user: objectOrFalse(limit(10, HOUR)),
  // Sends that the service rejected, by address, device and user: they cost nothing, and each is a
  // call to the service.
  rejected: objectOrFalse(limit(100, HOUR)),
  // Proofs that were not accepted.
  proofs: objectOrFalse(limit(30, HOUR)),
  project: objectOrFalse(limit(60, 60), false),
  /** How many last digits a prefix leaves out. */
  prefixDigits: number(1, 8, 4),
  resend: object({
    free: number(1, 20, 2),
    firstWaitSeconds: number(1, HOUR, 30),
    maxWaitSeconds: number(1, DAY, 32 * 60),
    jitter: number(0, 0.5, 0.1, { whole: false }),
    decaySeconds: number(60, LONGEST, HOUR),
  }),
  breaker: object({
    prefix: objectOrFalse(
      breaker({
        minSends: 15,
        challengeBelow: 0.3,
        blockBelow: 0.1,
        firstBlockSeconds: 600,
        maxBlockSeconds: DAY,
      }),
    ),
    // So many sends, so few of them verified, that an attacker who wants a country switched off
    // pays for twenty times its traffic.
    country: objectOrFalse(
      breaker({
        minSends: 300,
        challengeBelow: 0.2,
        blockBelow: 0.05,
        firstBlockSeconds: 600,
        maxBlockSeconds: HOUR,
      }),
    ),
  }),
  wrongCodes: object({
    free: number(1, 20, 3),
    firstWaitSeconds: number(1, HOUR, 30),
    maxWaitSeconds: number(1, DAY, HOUR),
    challengeAfter: number(1, 100, 10),
    strangers: number(1, 100, 50),
    // NIST SP 800-63B: at most 100 in a row.
    max: number(1, 100, 100),
    address: object(limit(30, HOUR)),
  }),
};

/** The plain limits. */
const LIMITED = [
  'phone',
  'phoneKnown',
  'phoneSolved',
  'prefix',
  'country',
  'address',
  'device',
  'user',
  'project',
  'rejected',
  'proofs',
];

const BUDGET = {
  perHour: number(0, Number.POSITIVE_INFINITY, 1000, { whole: false }),
  perDay: number(0, Number.POSITIVE_INFINITY, 5000, { whole: false }),
  reserve: number(0, 0.9, undefined, { whole: false }),
  costOf: optionalFunction,
};

/** What of the default budget is kept for phones that were verified before. */
const RESERVE = 0.2;

/** The most that a budget can count, in the owner's unit: millionths of it stay exact. */
const MOST_COST = 1_000_000_000;

const OPTIONS = {
  store: (value, path) => {
    if (value !== undefined && typeof value?.open !== 'function') {
      checks.fail(path, 'what memoryStore() or redisStore() returns');
    }
    return value;
  },
  secret: (value, path) => {
    if (
      value !== undefined &&
      (typeof value !== 'string' || value.length < 32 || value.length > 1024)
    ) {
      checks.fail(path, 'a string of 32 to 1024 characters');
    }
    return value;
  },
  countries: readCountries,
  limits: object(LIMITS),
  budget: object(BUDGET),
  challenge: optionalFunction,
  mode: oneOf(['enforce', 'monitor'], 'enforce'),
  safeList: readSafeList,
  onDecision: optionalFunction,
  onDegraded: optionalFunction,
};

/**
 * The options of `createSendGuard`, checked, with defaults for what is missing. Throws a TypeError
 * that names the field.
 */
function readPolicy(options) {
  const policy = checks.readObject('', options, OPTIONS);
  const { limits } = policy;
  atMost(limits.resend, 'limits.resend', 'firstWaitSeconds', 'maxWaitSeconds');
  atMost(limits.wrongCodes, 'limits.wrongCodes', 'firstWaitSeconds', 'maxWaitSeconds');
  atMost(limits.wrongCodes, 'limits.wrongCodes', 'strangers', 'max');
  for (const name of ['prefix', 'country']) {
    const path = `limits.breaker.${name}`;
    atMost(limits.breaker[name], path, 'blockBelow', 'challengeBelow');
    atMost(limits.breaker[name], path, 'firstBlockSeconds', 'maxBlockSeconds');
  }
  for (const name of LIMITED) {
    notFaster(limits[name], `limits.${name}`);
  }
  notFaster(limits.wrongCodes.address, 'limits.wrongCodes.address');
  for (const name of ['perHour', 'perDay']) {
    const value = policy.budget[name];
    if (value !== Number.POSITIVE_INFINITY && value > MOST_COST) {
      checks.fail(`budget.${name}`, `a number from 0 to ${MOST_COST}, or Infinity`);
    }
  }
  // If the app sets the budget, it also says what is kept of it.
  const isOwn = ['perHour', 'perDay'].some((name) => own(own(options, 'budget'), name) >= 0);
  policy.budget.reserve ??= isOwn ? 0 : RESERVE;
  return policy;
}

function atMost(options, path, less, more) {
  if (options !== false && options[less] > options[more]) {
    checks.fail(`${path}.${less}`, `at most "${more}", which is ${options[more]}`);
  }
}

/** Times are whole milliseconds: a limit gives back one a millisecond at most. */
function notFaster(limit, path) {
  if (limit !== false && limit.max > limit.windowSeconds * 1000) {
    checks.fail(`${path}.max`, 'at most 1000 for each second of "windowSeconds"');
  }
}

module.exports = { MOST_COST, readPolicy };

const allowance = require('./allowance.js');
const budget = require('./budget.js');
const conversion = require('./conversion.js');
const failures = require('./failures.js');
const limit = require('./limit.js');
const origin = require('./origin.js');
const phone = require('./phone.js');
const source = require('./source.js');
const tries = require('./tries.js');
const vouched = require('./vouched.js');

/**
 * The operations of a plan. A plan is `{ ops, take, solved, shape }`; plans with the same `shape`
 * (any object) have the same operations with the same numbers of the policy. An operation is
 * `{ kind, table, key, act, args }`: `table` says what the key names, so that a flood of one sort
 * of key costs another sort nothing. A plan has one operation at most for each table, except that
 * `origin` comes before `phone` tables are written.
 *
 * With `take` all operations are checked, then all take; otherwise each does its `act`, without any
 * check.
 */
const OPERATIONS = {
  allowance,
  budget,
  conversion,
  failures,
  limit,
  origin,
  phone,
  source,
  tries,
  vouched,
};

/** What a record of each table is, and its letter in the names of keys. */
const TABLES = {
  phone: { kind: 'phone', letter: 'p' },
  allowance: { kind: 'allowance', letter: 'e' },
  prefix: { kind: 'conversion', letter: 'x' },
  country: { kind: 'conversion', letter: 'c' },
  address: { kind: 'source', letter: 'a' },
  device: { kind: 'source', letter: 'd' },
  user: { kind: 'source', letter: 'u' },
  project: { kind: 'limit', letter: 'j' },
  budget: { kind: 'budget', letter: 'b' },
  failures: { kind: 'failures', letter: 'f' },
  tries: { kind: 'tries', letter: 't' },
  guesses: { kind: 'limit', letter: 'g' },
  proofs: { kind: 'limit', letter: 'o' },
};

/** Of what is forgotten nothing can be given back. These acts are worth a new record. */
const CREATES = ['verified', 'reject'];

module.exports = { CREATES, OPERATIONS, TABLES };

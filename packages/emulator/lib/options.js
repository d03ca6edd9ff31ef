// The options of an emulator, from options.json. That table is also the one of the program without
// Node, of the environment variables and of the help.

const TABLE = require('./options.json');
const { integer, kinds } = require('./validate-options.js');

const kindOf = ({ type, min, max }) => (type === 'integer' ? integer(min, max) : kinds[type]);

/** The options of `startEmulator` that have a flag, by name. */
const OPTIONS = Object.fromEntries(
  TABLE.filter(({ isCommandOnly }) => !isCommandOnly).map((row) => [row.name, kindOf(row)]),
);

/** The options that the addon expects in `limits`. */
const LIMITS = TABLE.filter(({ isLimit }) => isLimit).map(({ name }) => name);

/** The options of `updateProject`. */
const PROJECT = {
  projectId: kinds.id,
  active: kinds.flag,
  subscription: kinds.flag,
  plan: kinds.flag,
  feature: kinds.flag,
  sender: kinds.flag,
  credits: kinds.credits,
  verifyFee: kinds.amount,
  failPhones: kinds.phones,
  testNumbers: kinds.testNumbers,
  apiKeys: kinds.keys,
  webhook: kinds.webhook,
};

/** The fields of a fault rule. The addon validates their values. */
const RULE = Object.fromEntries(
  [
    'route',
    'phone',
    'projectId',
    'event',
    'nth',
    'times',
    'probability',
    'seed',
    'error',
    'status',
    'latencyMs',
    'connection',
    'sms',
    'webhook',
    'retryAfterSeconds',
    'delayMs',
    'takesEffect',
  ].map((name) => [name, { expected: 'a value', test: (v) => v !== null }]),
);

module.exports = { LIMITS, OPTIONS, PROJECT, RULE, TABLE, kindOf };

// The options of an emulator: one table for the API, the command line and its help.

const { integer, kinds } = require('./validate-options.js');

/** By name: the type, the default in words (`initial`) and a line of help. */
const OPTIONS = {
  host: { ...kinds.text, initial: '127.0.0.1', help: 'address to listen on' },
  port: { ...integer(0, 65535), initial: '0', help: 'port to listen on, 0 for a free port' },
  projectId: { ...kinds.id, initial: 'proj_emulator', help: 'id of the project' },
  apiKey: { ...kinds.secret, initial: 'random', help: 'server key of the project' },
  clientKey: { ...kinds.secret, initial: 'random', help: 'client key of the project' },
  credits: { ...kinds.credits, initial: 'no limit', help: 'credits; each SMS costs one' },
  verifyFee: { ...kinds.amount, initial: '0', help: 'credits per verification' },
  codeLifetimeSeconds: { ...kinds.seconds, initial: '600', help: 'lifetime of a code in seconds' },
  codeLength: { ...integer(4, 10), initial: '6', help: 'number of digits of a code' },
  maxAttempts: { ...integer(1, 1e6), initial: '5', help: 'wrong attempts per code' },
  sendLimit: { ...integer(0, 1e6), initial: '5', help: 'SMS per phone and window, 0 for no limit' },
  sendWindowSeconds: {
    ...kinds.seconds,
    initial: '600',
    help: 'window of the send limit in seconds',
  },
  proofLifetimeSeconds: {
    ...kinds.seconds,
    initial: '900',
    help: 'lifetime of a proof token in seconds',
  },
  maxFailuresPerPhone: {
    ...integer(0, 1e6),
    initial: '0',
    help: 'wrong codes per phone in 24 hours, 0 for no limit',
  },
  retention: { ...kinds.duration, initial: 'none', help: 'age of dropped messages, such as 7d' },
  maxMessages: { ...integer(1, 1e7), initial: '10000', help: 'messages kept per project' },
  data: { ...kinds.text, initial: 'none', help: 'database file that keeps the state' },
  seed: { ...kinds.seed, initial: 'none', help: 'JSON file of initial projects and faults' },
  faults: {
    ...kinds.rules,
    initial: 'none',
    flag: 'fault',
    help: 'fault rule; may be repeated',
  },
};

/** The options that the addon expects in `limits`. */
const LIMITS = [
  'codeLifetimeSeconds',
  'codeLength',
  'maxAttempts',
  'sendLimit',
  'sendWindowSeconds',
  'proofLifetimeSeconds',
  'maxFailuresPerPhone',
  'retention',
  'maxMessages',
];

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
  apiKeys: kinds.keys,
};

/** The fields of a fault rule. The addon validates their values. */
const RULE = Object.fromEntries(
  [
    'route',
    'phone',
    'projectId',
    'nth',
    'times',
    'probability',
    'seed',
    'error',
    'status',
    'latencyMs',
    'connection',
    'sms',
    'retryAfterSeconds',
    'delayMs',
    'takesEffect',
  ].map((name) => [name, { expected: 'a value', test: (v) => v !== null }]),
);

module.exports = { LIMITS, OPTIONS, PROJECT, RULE };

// What an emulator can be started with: one table for the API, the command line and its help.

const { integer, kinds } = require('./check.js');

/** Name → kind of value, default in words, and a line of help. */
const OPTIONS = {
  host: { ...kinds.text, initial: '127.0.0.1', help: 'address to listen on' },
  port: { ...integer(0, 65535), initial: '0', help: 'port to listen on, 0 for a free one' },
  projectId: { ...kinds.id, initial: 'proj_emulator', help: 'id of the project' },
  apiKey: { ...kinds.secret, initial: 'random', help: 'server key of the project' },
  clientKey: { ...kinds.secret, initial: 'random', help: 'client key of the project' },
  credits: { ...kinds.credits, initial: 'no limit', help: 'credits; each SMS costs one' },
  verifyFee: { ...kinds.amount, initial: '0', help: 'credits that a verification costs' },
  codeLifetimeSeconds: { ...kinds.seconds, initial: '600', help: 'life of a code' },
  codeLength: { ...integer(4, 10), initial: '6', help: 'digits of a code' },
  maxAttempts: { ...integer(1, 1e6), initial: '5', help: 'wrong codes that one code survives' },
  sendLimit: { ...integer(0, 1e6), initial: '5', help: 'SMS per phone and window, 0 for no limit' },
  sendWindowSeconds: { ...kinds.seconds, initial: '600', help: 'window of the send limit' },
  proofLifetimeSeconds: { ...kinds.seconds, initial: '900', help: 'life of a proof token' },
  maxMessages: { ...integer(1, 1e7), initial: '10000', help: 'messages kept, oldest go first' },
  data: { ...kinds.text, initial: 'none', help: 'database file that keeps the state' },
  seed: { ...kinds.seed, initial: 'none', help: 'JSON file of projects and faults to begin with' },
  faults: {
    ...kinds.rules,
    initial: 'none',
    flag: 'fault',
    help: 'what goes wrong; may be repeated',
  },
};

/** The options that the native side takes as limits of the state machine. */
const LIMITS = [
  'codeLifetimeSeconds',
  'codeLength',
  'maxAttempts',
  'sendLimit',
  'sendWindowSeconds',
  'proofLifetimeSeconds',
  'maxMessages',
];

/** What `updateProject` changes. */
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

/** The fields of a rule of chaos. Their values are judged natively, in relation to each other. */
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

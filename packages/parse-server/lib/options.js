const { BaxVerifyError } = require('@baxcloud/baxverify');
const { clientFor } = require('./clients.js');

const NAMES = [
  'projectId',
  'apiKey',
  'baseUrl',
  'timeout',
  'purposes',
  'enabled',
  'normalizePhone',
  'client',
];

/** The keys next to `options` that Parse Server itself reads. */
const OF_PARSE_SERVER = ['module', 'class', 'adapter', 'options', 'enabled'];

/** Options of a client, which cannot be combined with a given client. */
const OF_THE_CLIENT = ['apiKey', 'baseUrl', 'timeout'];

/** Shorter than the client's 30 seconds, because a user is waiting. */
const TIMEOUT = 10_000;

/** Reads the settings of an adapter. Throws a BaxVerifyError that names the option. */
function readOptions(given) {
  const options = inner(given);
  for (const name of Object.keys(options)) {
    if (!NAMES.includes(name)) throw unknown(name);
  }
  const { enabled = true, purposes, normalizePhone } = options;
  if (typeof enabled !== 'boolean') throw invalid('enabled', 'true or false');
  if (purposes !== undefined && !isListOfText(purposes)) {
    throw invalid('purposes', 'a non-empty array of non-empty strings');
  }
  if (normalizePhone !== undefined && typeof normalizePhone !== 'function') {
    throw invalid('normalizePhone', 'a function');
  }
  const settings = { enabled, purposes: purposes && [...purposes], normalizePhone };
  // A deployment without phone login does not need keys.
  return enabled ? { ...settings, ...connection(options) } : settings;
}

/**
 * Returns the options. Parse Server may pass the whole configuration of the provider instead, or
 * only its name or function.
 */
function inner(given) {
  const isNone = given === undefined || given === null;
  if (isNone || typeof given === 'string' || typeof given === 'function') return ownValues({});
  const outer = ownValues(given);
  if (!('module' in outer || 'options' in outer)) return outer;
  checkSurroundings(given);
  return ownValues(outer.options ?? {});
}

/**
 * Rejects options next to `options`, where they would be ignored. Parse Server passes only
 * `options` to the factory. It passes the whole configuration to validators.
 *
 * @param {unknown} given the configuration of the provider in `auth`
 */
function checkSurroundings(given) {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return;
  const isAdapter = Object.hasOwn(given, 'validateAuthData');
  for (const name of Object.keys(given)) {
    if (OF_PARSE_SERVER.includes(name)) continue;
    if (NAMES.includes(name)) {
      throw invalid(name, 'inside `options`', 'it next to `options`, where it would be ignored');
    }
    if (!isAdapter) throw unknown(name);
  }
}

/**
 * Copies the own values of an object to an object without a prototype, so that a missing value is
 * not read from a polluted Object.prototype. An undefined value counts as missing, as in `apiKey:
 * process.env.MY_KEY`.
 */
function ownValues(object) {
  if (typeof object !== 'object' || Array.isArray(object)) throw invalid('options', 'an object');
  const entries = Object.entries(object).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

function connection(options) {
  if (options.client !== undefined) return readyClient(options);
  const projectId = options.projectId ?? process.env.BAXCLOUD_PROJECT_ID;
  const apiKey = options.apiKey ?? process.env.BAXCLOUD_API_KEY;
  if (typeof apiKey === 'string' && apiKey.startsWith('bax_pk_')) {
    throw invalid('apiKey', 'a server key (bax_sk_…), which may validate proofs', 'a client key');
  }
  const { baseUrl, timeout = TIMEOUT } = options;
  const client = clientFor({ projectId, apiKey, baseUrl, timeout });
  return { projectId, client, timeout, isClientGiven: false };
}

function readyClient(options) {
  const { client } = options;
  if (typeof client.validateVerificationToken !== 'function') {
    throw invalid('client', 'a BaxCloudVerifyClient');
  }
  for (const name of OF_THE_CLIENT) {
    if (options[name] !== undefined)
      throw invalid(name, 'omitted, because the given client has its own');
  }
  const own = client.toJSON?.().projectId;
  const projectId = options.projectId ?? own;
  if (typeof projectId !== 'string' || projectId === '') {
    throw invalid('projectId', 'set, because the client does not return its project');
  }
  if (own !== undefined && own !== projectId) {
    throw invalid('projectId', 'the project of the given client');
  }
  return { projectId, client, timeout: TIMEOUT, isClientGiven: true };
}

function isListOfText(value) {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((entry) => typeof entry === 'string' && entry !== '')
  );
}

function unknown(name) {
  const near = NAMES.find((known) => letters(known) === letters(name));
  const got = near ? `an unknown option; did you mean ${near}?` : 'an unknown option';
  return invalid(name, `one of the options ${NAMES.join(', ')}`, got);
}

/** Makes `PROJECT_ID`, `project-id` and `projectID` equal. */
function letters(name) {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function invalid(field, expected, got) {
  const end = got ? `; got ${got}` : '';
  return new BaxVerifyError({
    code: 'BAXVERIFY_INVALID_ARGUMENT',
    message: `${field} must be ${expected}${end}${end.endsWith('?') ? '' : '.'}`,
    details: { field, expected },
    outcome: 'not_sent',
  });
}

/**
 * Converts any error of the factory to an error of the SDK. An accessor of the options may throw
 * any value.
 */
function configurationError(error) {
  try {
    if (error instanceof BaxVerifyError) return error;
  } catch {
    // An error that cannot be read.
  }
  return new BaxVerifyError({
    code: 'BAXVERIFY_INVALID_ARGUMENT',
    message: 'The options of the BaxVerify adapter could not be read.',
    details: { field: 'options' },
    outcome: 'not_sent',
    cause: error,
  });
}

module.exports = { checkSurroundings, configurationError, readOptions };

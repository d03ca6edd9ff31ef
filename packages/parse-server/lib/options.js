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

/** What Parse Server itself reads beside `options`. */
const OF_PARSE_SERVER = ['module', 'class', 'adapter', 'options', 'enabled'];

/** What belongs to a client, and so cannot be given beside one. */
const OF_THE_CLIENT = ['apiKey', 'baseUrl', 'timeout'];

/** Somebody waits at a phone: the client's own 30 seconds are too long. */
const TIMEOUT = 10_000;

/** The settings of an adapter; throws a BaxVerifyError that names the option. */
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
  // A deployment that has phone login switched off need not have keys.
  return enabled ? { ...settings, ...connection(options) } : settings;
}

/**
 * The options themselves. Parse Server may hand over what it was configured with as a whole, or, where it
 * was given a bare name or function, that instead of options.
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
 * Refuses what stands beside `options` and would be ignored there. Parse Server hands the factory `options`
 * alone; what surrounds them it shows to validators.
 *
 * @param {unknown} given what the provider is configured with in `auth`
 */
function checkSurroundings(given) {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return;
  const isAdapter = Object.hasOwn(given, 'validateAuthData');
  for (const name of Object.keys(given)) {
    if (OF_PARSE_SERVER.includes(name)) continue;
    if (NAMES.includes(name)) {
      throw invalid(name, 'inside `options`', 'it beside them, where it would be ignored');
    }
    if (!isAdapter) throw unknown(name);
  }
}

/**
 * The own values of an object, without a prototype: what is not there must not be found on Object.prototype.
 * Absent and undefined are the same, as in `apiKey: process.env.MY_KEY`.
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
    if (options[name] !== undefined) throw invalid(name, 'left to the given client');
  }
  const own = client.toJSON?.().projectId;
  const projectId = options.projectId ?? own;
  if (typeof projectId !== 'string' || projectId === '') {
    throw invalid('projectId', 'given, as the client does not tell its project');
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

/** `PROJECT_ID`, `project-id` and `projectID` are alike. */
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

/** Whatever stopped the factory, as an error of the SDK: an accessor among the options may throw. */
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

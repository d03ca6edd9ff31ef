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

/** What belongs to a client, and so cannot be given beside one. */
const OF_THE_CLIENT = ['apiKey', 'baseUrl', 'timeout'];

/** Somebody waits at a phone: the client's own 30 seconds are too long. */
const TIMEOUT = 10_000;

/** The settings of an adapter; throws a BaxVerifyError that names the option. */
function readOptions(given) {
  const options = inner(given);
  for (const name of Object.keys(options)) {
    if (!NAMES.includes(name)) {
      throw invalid(name, `one of the options ${NAMES.join(', ')}`, 'an unknown option');
    }
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
  if (given === undefined || given === null) return {};
  if (typeof given === 'string' || typeof given === 'function') return {};
  if (typeof given !== 'object' || Array.isArray(given)) throw invalid('options', 'an object');
  const options = 'module' in given || 'options' in given ? (given.options ?? {}) : given;
  if (typeof options !== 'object' || Array.isArray(options)) throw invalid('options', 'an object');
  // Absent and undefined are the same, as in `apiKey: process.env.MY_KEY`.
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  );
}

function connection(options) {
  if (options.client !== undefined) return readyClient(options);
  const projectId = options.projectId ?? process.env.BAXCLOUD_PROJECT_ID;
  const apiKey = options.apiKey ?? process.env.BAXCLOUD_API_KEY;
  if (typeof apiKey === 'string' && apiKey.startsWith('bax_pk_')) {
    throw invalid('apiKey', 'a server key (bax_sk_…), which may validate proofs', 'a client key');
  }
  const { baseUrl, timeout = TIMEOUT } = options;
  return { projectId, client: clientFor({ projectId, apiKey, baseUrl, timeout }) };
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
  return { projectId, client };
}

function isListOfText(value) {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((entry) => typeof entry === 'string' && entry !== '')
  );
}

function invalid(field, expected, got) {
  return new BaxVerifyError({
    code: 'BAXVERIFY_INVALID_ARGUMENT',
    message: `${field} must be ${expected}${got ? `; got ${got}` : ''}.`,
    details: { field, expected },
    outcome: 'not_sent',
  });
}

/** Whatever stopped the factory, as an error of the SDK: an accessor among the options may throw. */
function configurationError(error) {
  return error instanceof BaxVerifyError
    ? error
    : new BaxVerifyError({
        code: 'BAXVERIFY_INVALID_ARGUMENT',
        message: 'The options of the BaxVerify adapter could not be read.',
        details: { field: 'options' },
        outcome: 'not_sent',
        cause: error,
      });
}

module.exports = { configurationError, readOptions };

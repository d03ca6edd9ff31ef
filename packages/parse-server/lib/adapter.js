const { readId, readToken } = require('./auth-data.js');
const { checkSurroundings, configurationError, readOptions } = require('./options.js');
const { own } = require('./own.js');
const { isThrown, log, reject } = require('./parse.js');
const { validateProof } = require('./proof.js');
const { belongsToAnotherUser, repeatsStoredId } = require('./request.js');

/**
 * Creates an adapter with the given options. index.d.ts describes it.
 *
 * The adapter is a plain object of closures, because Parse Server copies its methods to another
 * object. It has one `validateAuthData` for all requests. If this method exists, Parse Server calls
 * no other validator, so every login passes through it.
 */
function createBaxVerifyAdapter(options) {
  const settings = readOptions(options);
  return {
    validateAuthData: (authData, providerOptions, request) =>
      contained(request, () => {
        refuseIfMisplaced(providerOptions, request);
        return validate(settings, authData, providerOptions, request);
      }),
    validateOptions: reportIfMisplaced,
    afterFind: withoutSecrets,
  };
}

/** Clients see only errors of this package. The message of any other error may contain secrets. */
async function contained(request, work) {
  try {
    return await work();
  } catch (error) {
    if (isThrown(error)) throw error;
    return reject('misconfigured', { request, error, reason: 'the proof could not be checked' });
  }
}

async function validate(settings, authData, providerOptions, request) {
  if (!settings.enabled) reject('disabled', { request });
  const id = readId(authData, settings, request);
  if (repeatsStoredId(id, providerOptions, request)) return stored(id, authData);
  const token = readToken(authData, request);
  const taken = belongsToAnotherUser(request);
  // A challenge is not a login, and a taken phone number cannot be linked. Neither must consume the
  // proof.
  const consume = !taken && own(request, 'isChallenge') !== true;
  await validateProof(settings, { id, token, consume }, { request, secrets: [id, token] });
  if (taken) reject('taken', { request });
  return consume ? stored(id, authData) : { save: { id } };
}

/**
 * The data to store. Without `save`, Parse Server would store all of authData, including the token.
 */
function stored(id, authData) {
  // Parse Server repeats the request's authData in the response to a login.
  Reflect.deleteProperty(authData, 'token');
  return { save: { id } };
}

/** The data that reads of a user show. A row that another adapter wrote may contain a token. */
function withoutSecrets(authData) {
  return typeof authData?.id === 'string' ? { id: authData.id } : {};
}

const reported = new Set();

function report(failure) {
  if (reported.has(failure.message)) return;
  reported.add(failure.message);
  log('error', `BaxVerify logins are not possible: ${failure.message}`, { error: failure });
}

/**
 * Logs early why every login will fail. It does not throw, so that users can still be read and
 * unlinked.
 */
function reportIfMisplaced(providerOptions) {
  try {
    checkSurroundings(providerOptions);
  } catch (error) {
    report(configurationError(error));
  }
}

function refuseIfMisplaced(providerOptions, request) {
  try {
    checkSurroundings(providerOptions);
  } catch (error) {
    reject('misconfigured', { request, error: configurationError(error) });
  }
}

/**
 * The factory for Parse Server, which calls it several times per login and for each read of a user.
 *
 * With a wrong configuration, every login fails, but reading and unlinking users must still work.
 */
function adapterFromConfiguration(options) {
  try {
    return createBaxVerifyAdapter(options);
  } catch (error) {
    const failure = configurationError(error);
    report(failure);
    return {
      validateAuthData: async (_authData, _options, request) =>
        reject('misconfigured', { request, error: failure }),
      afterFind: withoutSecrets,
    };
  }
}

module.exports = { adapterFromConfiguration, createBaxVerifyAdapter };

const { readId, readToken } = require('./auth-data.js');
const { checkSurroundings, configurationError, readOptions } = require('./options.js');
const { own } = require('./own.js');
const { isThrown, log, reject } = require('./parse.js');
const { validateProof } = require('./proof.js');
const { belongsToAnotherUser, repeatsStoredId } = require('./request.js');

/**
 * An adapter with the given options. Described in index.d.ts.
 *
 * A plain object of closures: Parse Server copies the methods of an adapter onto an object of its own. One
 * `validateAuthData` for everything: beside it Parse Server calls no other validator, so there is no way
 * in that it does not guard.
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

/** Clients see errors of this package alone: what else is thrown may hold anything in its message. */
async function contained(request, work) {
  try {
    return await work();
  } catch (error) {
    if (isThrown(error)) throw error;
    return reject('misconfigured', { request, error, reason: 'the proof could not be judged' });
  }
}

async function validate(settings, authData, providerOptions, request) {
  if (!settings.enabled) reject('disabled', { request });
  const id = readId(authData, settings, request);
  if (repeatsStoredId(id, providerOptions, request)) return stored(id, authData);
  const token = readToken(authData, request);
  const taken = belongsToAnotherUser(request);
  // A challenge logs nobody in, and a taken phone cannot be linked: neither may cost the user a proof.
  const consume = !taken && own(request, 'isChallenge') !== true;
  await validateProof(settings, { id, token, consume }, { request, secrets: [id, token] });
  if (taken) reject('taken', { request });
  return consume ? stored(id, authData) : { save: { id } };
}

/** What to store: without `save` that would be all of authData, the token included. */
function stored(id, authData) {
  // Parse Server repeats what it was sent in the answer to a login.
  Reflect.deleteProperty(authData, 'token');
  return { save: { id } };
}

/** What reads of a user show: rows that another adapter wrote may hold a token. */
function withoutSecrets(authData) {
  return typeof authData?.id === 'string' ? { id: authData.id } : {};
}

const reported = new Set();

function report(failure) {
  if (reported.has(failure.message)) return;
  reported.add(failure.message);
  log('error', `BaxVerify cannot log anybody in: ${failure.message}`, { error: failure });
}

/** Says at once what every login will fail with. It does not throw: users can still be read and unlinked. */
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
 * The factory for Parse Server, which calls it a few times per login and whenever it reads a user.
 *
 * With a wrong configuration every login fails, but reading and unlinking users must go on.
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

const { readCredentials } = require('./auth-data.js');
const { configurationError, readOptions } = require('./options.js');
const { log, reject } = require('./parse.js');
const { validateProof } = require('./proof.js');

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
    validateAuthData: (authData, _options, request) => validate(settings, authData, request),
    afterFind: withoutSecrets,
  };
}

async function validate(settings, authData, request) {
  if (!settings.enabled) reject('disabled', { request });
  const { id, token } = readCredentials(authData, settings, request);
  const taken = belongsToAnotherUser(request);
  // A challenge logs nobody in, and a taken phone cannot be linked: neither may cost the user a proof.
  const consume = !taken && request?.isChallenge !== true;
  await validateProof(settings, { id, token, consume }, request);
  if (taken) reject('taken', { request });
  // Parse Server repeats what it was sent in the answer to a login.
  if (consume) Reflect.deleteProperty(authData, 'token');
  // Without `save` all of authData would be stored, the token included.
  return { save: { id } };
}

/**
 * Whether the user that has this phone is neither the one who asks nor the one to be changed. Parse Server
 * answers that with "already linked", but only after the validator has run.
 */
function belongsToAnotherUser(request) {
  const owner = request?.original?.id;
  if (!owner) return false;
  return [request.user?.id, request.object?.id].some((id) => id && id !== owner);
}

/** What reads of a user show: rows that another adapter wrote may hold a token. */
function withoutSecrets(authData) {
  return typeof authData?.id === 'string' ? { id: authData.id } : {};
}

const reported = new Set();

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
    if (!reported.has(failure.message)) {
      reported.add(failure.message);
      log('error', 'BaxVerify cannot log anybody in', failure);
    }
    return {
      validateAuthData: async (_authData, _options, request) =>
        reject('misconfigured', { request, error: failure }),
      afterFind: withoutSecrets,
    };
  }
}

module.exports = { adapterFromConfiguration, createBaxVerifyAdapter };

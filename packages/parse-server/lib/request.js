// What a validator can find out about the current request.

const { own } = require('./own.js');

/**
 * Whether the phone number belongs to a user who is neither logged in nor changed by this request.
 * Parse Server answers such a request with "already linked", but only after the validator has run.
 */
function belongsToAnotherUser(request) {
  const owner = own(request, 'original')?.id;
  if (!owner) return false;
  const others = [own(request, 'user')?.id, own(request, 'object')?.id];
  return others.some((id) => id && id !== owner);
}

/**
 * Whether a logged-in user sends the id that the user already has, with any token. The Parse SDK
 * keeps the proof of a signup or a link, and sends it again with each later link and unlink. Parse
 * Server accepts a bare `{ id }` in such a request without a validator. Accepting this request is
 * equivalent, and changes nothing.
 */
function repeatsStoredId(id, providerOptions, request) {
  if (own(request, 'master') !== false || request.isChallenge !== undefined) return false;
  const [user, original, object] = ['user', 'original', 'object'].map((name) => own(request, name));
  if (typeof user?.id !== 'string' || user.id === '') return false;
  if (original?.id !== user.id || object?.id !== user.id) return false;
  const provider = providerOf(providerOptions, request);
  if (provider === undefined) return false;
  return own(own(original.get?.('authData'), provider), 'id') === id;
}

/**
 * The name of this adapter in the configuration, which Parse Server does not pass to a validator.
 * It is undefined if two providers share this configuration, because a phone number that is stored
 * for one is not proven for the other.
 */
function providerOf(providerOptions, request) {
  const auth = own(own(request, 'config'), 'auth');
  if (!providerOptions || typeof auth !== 'object' || auth === null) return undefined;
  const names = Object.keys(auth).filter((name) => auth[name] === providerOptions);
  return names.length === 1 ? names[0] : undefined;
}

module.exports = { belongsToAnotherUser, repeatsStoredId };

// What a validator learns of the request that it serves.

const { own } = require('./own.js');

/**
 * Whether the user that has this phone is neither the one who asks nor the one to be changed. Parse Server
 * answers that with "already linked", but only after the validator has run.
 */
function belongsToAnotherUser(request) {
  const owner = own(request, 'original')?.id;
  if (!owner) return false;
  const others = [own(request, 'user')?.id, own(request, 'object')?.id];
  return others.some((id) => id && id !== owner);
}

/**
 * Whether users who are logged in send the id that they have already, with whatever token. The Parse SDK
 * keeps the proof of a signup or a link, and sends it again with each later link and unlink. Parse Server takes
 * the bare `{ id }` of such a request without a validator, so this is as much, and changes nothing.
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
 * The name that this adapter is configured by; a validator is not told. What two providers share is nobody's:
 * a phone that is stored for one is not proven for the other.
 */
function providerOf(providerOptions, request) {
  const auth = own(own(request, 'config'), 'auth');
  if (!providerOptions || typeof auth !== 'object' || auth === null) return undefined;
  const names = Object.keys(auth).filter((name) => auth[name] === providerOptions);
  return names.length === 1 ? names[0] : undefined;
}

module.exports = { belongsToAnotherUser, repeatsStoredId };

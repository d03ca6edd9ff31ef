const { reject } = require('./parse.js');

const E164 = /^\+[1-9][0-9]{6,14}$/;

/** Well above any proof: what is larger costs the service nothing. */
const LONGEST_TOKEN = 8192;
const LONGEST_ID = 256;

/**
 * `{ id, token }` of what a client sent, which may be anything that JSON can say, and from Cloud Code
 * anything at all.
 */
function readCredentials(authData, { normalizePhone }, request) {
  const id = own(authData, 'id');
  const token = own(authData, 'token');
  // Where the app has ids of its own form, only the hook can tell what they look like.
  const idFits = normalizePhone ? isText(id, LONGEST_ID) : isText(id, LONGEST_ID) && E164.test(id);
  if (!idFits) reject('badId', { request });
  if (!isText(token, LONGEST_TOKEN)) reject('badToken', { request });
  return { id, token };
}

/** Read once, and never from a prototype. */
function own(object, key) {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isText(value, longest) {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

module.exports = { readCredentials };

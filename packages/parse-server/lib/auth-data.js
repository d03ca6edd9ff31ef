const { own } = require('./own.js');
const { reject } = require('./parse.js');

const E164 = /^\+[1-9][0-9]{6,14}$/;

/** Well above any proof: what is larger costs the service nothing. */
const LONGEST_TOKEN = 8192;
const LONGEST_ID = 256;

/** The `id` of what a client sent, which may be anything that JSON can say, and from Cloud Code anything at all. */
function readId(authData, { normalizePhone }, request) {
  const id = own(authData, 'id');
  // Where the app has ids of its own form, only the hook can tell what they look like.
  const fits = isText(id, LONGEST_ID) && (normalizePhone || E164.test(id));
  if (!fits) reject('badId', { request });
  return id;
}

/** The `token`, as above. */
function readToken(authData, request) {
  const token = own(authData, 'token');
  if (!isText(token, LONGEST_TOKEN)) reject('badToken', { request });
  return token;
}

function isText(value, longest) {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

module.exports = { readId, readToken };

const { own } = require('./own.js');
const { reject } = require('./parse.js');

const E164 = /^\+[1-9][0-9]{6,14}$/;

/** Far above the length of any proof. Longer tokens are not sent to the service. */
const LONGEST_TOKEN = 8192;
const LONGEST_ID = 256;

/** The `id` in the authData of a request. A client can send any JSON, and Cloud Code any value. */
function readId(authData, { normalizePhone }, request) {
  const id = own(authData, 'id');
  // If the app has its own form of ids, only `normalizePhone` knows it.
  const fits = isText(id, LONGEST_ID) && (normalizePhone || E164.test(id));
  if (!fits) reject('badId', { request });
  return id;
}

/** The `token` in the authData of a request. */
function readToken(authData, request) {
  const token = own(authData, 'token');
  if (!isText(token, LONGEST_TOKEN)) reject('badToken', { request });
  return token;
}

function isText(value, longest) {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

module.exports = { readId, readToken };

const { createHmac, createSecretKey } = require('node:crypto');
const { KeyedHash } = require('../stores/hash.js');
const { ORIGINS } = require('../stores/operations/phone.js');

/** How many keys are kept at hand. Countries, prefixes and busy addresses repeat; an HMAC takes two microseconds. */
const CACHED = 4096;

/** Where a request comes from, if nothing is known of that: all such requests are alike. */
const NO_ORIGIN = 1;

/**
 * Names of keys for a store elsewhere: 128 bits of an HMAC-SHA256. Phone numbers are few enough to try them all, so without
 * the secret's key a hash would hide none.
 *
 * @param {string} secret
 */
function createSecretKeys(secret) {
  const secretKey = createSecretKey(Buffer.from(secret, 'utf8'));
  const cache = new Map();

  function digestOf(table, identity) {
    const name = `${table}\0${identity}`;
    let entry = cache.get(name);
    if (entry !== undefined) return entry;
    const digest = createHmac('sha256', secretKey).update(name).digest();
    entry = {
      key: digest.toString('base64url', 0, 16),
      origin: 1 + (digest.readUInt32LE(16) % (ORIGINS - 1)),
    };
    if (cache.size >= CACHED) cache.clear();
    cache.set(name, entry);
    return entry;
  }

  return {
    keyOf: (table, identity) => digestOf(table, identity).key,
    originOf: (table, identity) =>
      identity === undefined ? NO_ORIGIN : digestOf(table, identity).origin,
  };
}

/** Names of keys for the store of this process, which keeps nothing but their keyed hash. */
function createLocalKeys() {
  const hash = new KeyedHash();
  return {
    keyOf: (_table, identity) => identity,
    originOf(table, identity) {
      if (identity === undefined) return NO_ORIGIN;
      hash.update(table === 'device' ? `device ${identity}` : identity);
      return 1 + (hash.a % (ORIGINS - 1));
    },
  };
}

module.exports = { createLocalKeys, createSecretKeys };

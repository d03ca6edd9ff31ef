const { createDigest } = require('./hmac.js');
const { KeyedHash } = require('../stores/hash.js');
const { ORIGINS } = require('../stores/operations/phone.js');

/** How many keys are cached. Countries and prefixes repeat; an HMAC takes two microseconds. */
const CACHED = 4096;

/** Where a request comes from, if nothing is known of that: all such requests are alike. */
const NO_ORIGIN = 1;

/**
 * Names of keys for a store elsewhere: 128 bits of an HMAC-SHA256. Phone numbers are few enough to
 * try them all, so without the secret's key a hash would hide none.
 *
 * @param {string} secret
 */
function createSecretKeys(secret) {
  const cache = new Map();

  const digestOf = createDigest(secret);

  function cached(name) {
    let digest = cache.get(name);
    if (digest !== undefined) return digest;
    digest = digestOf(name);
    if (cache.size >= CACHED) cache.clear();
    cache.set(name, digest);
    return digest;
  }

  /** An address or a device is asked for twice in a row: as a key, and as an origin. */
  let lastName;
  let lastDigest;
  function remembered(name) {
    if (name !== lastName) {
      lastDigest = digestOf(name);
      lastName = name;
    }
    return lastDigest;
  }

  /** Only what is asked for often is worth a place in the cache. */
  const isCommon = (table) => table === 'prefix' || table === 'country' || table === 'budget';
  const find = (table, identity) => (isCommon(table) ? cached : remembered)(`${table} ${identity}`);

  return {
    keyOf: (table, identity) => find(table, identity).slice(0, 22),
    originOf: (table, identity) =>
      identity === undefined ? NO_ORIGIN : originIn(find(table, identity)),
  };
}

/** 23 bits of a digest that its key leaves out. */
function originIn(digest) {
  let number = 0;
  for (let index = 24; index < 28; index += 1)
    number = 64 * number + (digest.charCodeAt(index) % 64);
  return 1 + (number % (ORIGINS - 1));
}

/** Names of keys for the store of this process, which keeps nothing but their keyed hash. */
function createLocalKeys() {
  const hash = new KeyedHash();
  return {
    keyOf: (_table, identity) => identity,
    originOf(table, identity) {
      if (identity === undefined) return NO_ORIGIN;
      hash.update(table === 'device' ? `device ${identity}` : identity);
      return 1 + ((hash.a >>> 0) % (ORIGINS - 1));
    },
  };
}

module.exports = { createLocalKeys, createSecretKeys };

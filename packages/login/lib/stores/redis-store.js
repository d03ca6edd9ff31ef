const { fail, number, readObject } = require('../guard/checks.js');
const { withOutages } = require('./outage.js');
const { createRedisRunner } = require('./redis.js');
const { adaptClient } = require('./redis-client.js');

const OPTIONS = {
  prefix: (value, path) => {
    if (value === undefined) return 'baxverify-login';
    if (typeof value !== 'string' || !/^[\w.:-]{1,64}$/.test(value)) {
      fail(path, 'a text of 1 to 64 letters, digits and any of . : _ -');
    }
    return value;
  },
  processes: number(1, 100_000, 16),
};

/** Public; see index.d.ts. */
function redisStore(client, options = {}) {
  return redisStoreWith(client, options);
}

/** The same with a clock of one's own, for tests. */
function redisStoreWith(client, options, { now } = {}) {
  if (adaptClient(client) === undefined) {
    throw new TypeError(
      '@baxcloud/baxverify-login: redisStore() takes a client of ioredis, redis or iovalkey.',
    );
  }
  const { prefix, processes } = readObject('redisStore', options, OPTIONS);
  return Object.freeze({
    isShared: true,
    open: ({ onDegraded }) =>
      withOutages({ runner: createRedisRunner({ client, prefix, now }), processes, onDegraded }),
  });
}

module.exports = { redisStore, redisStoreWith };

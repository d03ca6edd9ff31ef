const { createHmac, randomBytes } = require('node:crypto');
const { BaxCloudVerifyClient } = require('@baxcloud/baxverify');

/**
 * The clients of this process by configuration, because Parse Server calls the factory several
 * times per login. An app has only a few configurations, so clients are never removed.
 */
const clients = new Map();

/**
 * Random in every process, so that a dumped key of the map reveals nothing about the configuration.
 */
const secret = randomBytes(32);

function clientFor(options) {
  const name = createHmac('sha256', secret)
    // The client reads this variable if `baseUrl` is not set.
    .update(JSON.stringify([options, process.env.BAXCLOUD_BASE_URL]))
    .digest('base64');
  const known = clients.get(name);
  if (known) return known;
  const client = new BaxCloudVerifyClient(options);
  clients.set(name, client);
  return client;
}

module.exports = { clientFor };

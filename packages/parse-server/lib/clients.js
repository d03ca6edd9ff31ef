const { createHmac, randomBytes } = require('node:crypto');
const { BaxCloudVerifyClient } = require('@baxcloud/baxverify');

/**
 * The clients of this process by configuration: Parse Server calls an adapter's factory several times per
 * login. An app has one configuration or a few, so nothing is ever dropped.
 */
const clients = new Map();

/** New in every process, so that a key of the map is worth nothing to whoever prints or dumps it. */
const secret = randomBytes(32);

function clientFor(options) {
  const name = createHmac('sha256', secret)
    // The client reads this variable where no `baseUrl` is given.
    .update(JSON.stringify([options, process.env.BAXCLOUD_BASE_URL]))
    .digest('base64');
  const known = clients.get(name);
  if (known) return known;
  const client = new BaxCloudVerifyClient(options);
  clients.set(name, client);
  return client;
}

module.exports = { clientFor };

const { join } = require('node:path');
const { BaxCloudVerifyClient } = require(
  join(process.env.BENCHMARK_SDK ?? join(__dirname, '../../..'), 'fetch.js'),
);
const { createWith } = require('./sdk.cjs');

module.exports.create = (settings) => createWith(BaxCloudVerifyClient, settings);

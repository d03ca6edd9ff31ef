// A comparison of builds sets another folder.
const { BaxCloudVerifyClient } = require(process.env.BENCHMARK_SDK ?? '../../..');
const { createWith } = require('./sdk.cjs');

module.exports.create = (settings) => createWith(BaxCloudVerifyClient, settings);

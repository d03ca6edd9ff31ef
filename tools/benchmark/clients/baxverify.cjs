// A comparison of builds sets another folder.
const { BaxCloudVerifyClient } = require(process.env.BENCHMARK_SDK ?? '../../..');
const { body, deadline } = require('./request.cjs');

module.exports.create = ({ origin }) => {
  const client = new BaxCloudVerifyClient({
    projectId: 'proj_benchmark',
    apiKey: 'bax_sk_benchmark',
    baseUrl: `${origin}/v1`,
    timeout: deadline,
    maxRetries: 2,
  });
  return {
    send: () => client.sendOtp(body),
    page: () => client.listLogs({ page: 1, limit: 100 }),
  };
};

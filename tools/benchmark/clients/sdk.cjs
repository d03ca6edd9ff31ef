const { body, deadline } = require('./request.cjs');

/** Both builds of the SDK have the same settings. */
module.exports.createWith = (BaxCloudVerifyClient, { origin }) => {
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

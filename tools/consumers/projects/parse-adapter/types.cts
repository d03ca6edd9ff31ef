import fromConfiguration = require('@baxcloud/parse-server-baxverify');

const options: fromConfiguration.BaxVerifyAdapterOptions = { purposes: ['LOGIN'] };
export const adapter: fromConfiguration.BaxVerifyAdapter =
  fromConfiguration.createBaxVerifyAdapter(options);
// @ts-expect-error: so these are types, and not any
fromConfiguration({ timeout: 'soon' });

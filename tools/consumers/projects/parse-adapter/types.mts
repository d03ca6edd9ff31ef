import fromConfiguration, { createBaxVerifyAdapter } from '@baxcloud/parse-server-baxverify';

export const adapters = [fromConfiguration({}), createBaxVerifyAdapter({ timeout: 1000 })];

import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

globalThis.build = BaxCloudVerifyClient.build;
new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'bax_sk_k' });

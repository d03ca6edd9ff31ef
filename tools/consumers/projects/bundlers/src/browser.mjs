import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

export { BaxVerifyError } from '@baxcloud/baxverify';
export { verifyWebhookSignature } from '@baxcloud/baxverify/webhooks';

export const { build } = BaxCloudVerifyClient;
export const create = () => new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'bax_sk_k' });

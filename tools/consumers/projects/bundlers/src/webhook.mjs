import { signForTest, verifyWebhookSignature } from '@baxcloud/baxverify/webhooks';

const secret = 'whsec_bundle';

export function isSigned(payload) {
  return verifyWebhookSignature({ secret, payload, signature: signForTest({ secret, payload }) });
}

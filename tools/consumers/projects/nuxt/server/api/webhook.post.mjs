import { parseWebhook, signForTest } from '@baxcloud/baxverify/webhooks';
import { defineEventHandler } from 'h3';

const secret = 'whsec_nuxt';
const payload = JSON.stringify({
  id: 'evt_1',
  type: 'otp.sent',
  data: { object: { phone: '+431' } },
});

export default defineEventHandler(() =>
  parseWebhook({ secret, payload, signature: signForTest({ secret, payload }) }),
);

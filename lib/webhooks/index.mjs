// The entry point of `@baxcloud/baxverify/webhooks`. It does not load the addon.

export { BaxVerifyWebhookError } from './error.mjs';
export { isOtpEvent } from './event.mjs';
export { webhookMiddleware } from './middleware.mjs';
export { readWebhook } from './read-webhook.mjs';
export { parseWebhook, signForTest, verifyWebhookSignature } from './verify.mjs';

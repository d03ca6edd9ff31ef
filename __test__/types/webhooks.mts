// Compiled, never run. Also compiled with TypeScript 4.7, so it imports a path, and no package.
import {
  BaxVerifyWebhookError,
  isOtpEvent,
  parseWebhook,
  readWebhook,
  signForTest,
  verifyWebhookSignature,
  type WebhookEvent,
  webhookMiddleware,
} from '../../webhooks.js';

declare const request: Request;

const valid: boolean = verifyWebhookSignature({
  secret: undefined as string | undefined,
  payload: new Uint8Array(1),
  signature: request.headers.get('x-baxcloud-signature'),
});
verifyWebhookSignature({ secret: ['new', 'old'], payload: '{}', signature: undefined });
// @ts-expect-error: a parsed body
verifyWebhookSignature({ secret: 's', payload: { event: 'otp.sent' }, signature: '' });
// @ts-expect-error: a misspelt option
verifyWebhookSignature({ secrets: 's', payload: '', signature: '' });

const event: WebhookEvent = await readWebhook(request, { secret: 's', maxAgeSeconds: 300 });
// @ts-expect-error: no secret
await readWebhook(request, {});
parseWebhook({ secret: 's', payload: '', signature: '', now: () => new Date() });

const name: string = event.event;
const project: string | undefined = event.projectId;
// @ts-expect-error: a misspelt field
event.projctId;
const extra: unknown = (event as WebhookEvent & { region?: unknown }).region;
if (event.event === 'order.paid') {
  // An event that this version does not know.
  const data: unknown = event.data;
  void data;
}
if (isOtpEvent(event)) {
  switch (event.event) {
    case 'otp.sent':
    case 'otp.failed':
    case 'otp.verified':
    case 'otp.expired': {
      const phone: string = event.data.object.phone;
      void phone;
      break;
    }
    default: {
      const none: never = event;
      void none;
    }
  }
}

const use: (req: { headers: object }, res: object, next: () => void) => void = webhookMiddleware(
  's',
  { onRefused: (error) => error.statusCode },
);
declare const express: Express.Request;
const seen: WebhookEvent | undefined = express.baxcloudEvent;
const signature: string = signForTest({ secret: 's', payload: '', encoding: 'base64' });
// @ts-expect-error: another encoding
signForTest({ secret: 's', payload: '', encoding: 'base64url' });

export function statusOf(error: unknown): number {
  if (!(error instanceof BaxVerifyWebhookError)) return 500;
  if (error.code === 'BAXVERIFY_WEBHOOK_BODY_TOO_LARGE') return 413;
  // @ts-expect-error: a misspelt code
  if (error.code === 'BAXVERIFY_WEBHOOK_EXPIRD') return 400;
  return error.statusCode;
}
export { extra, name, project, seen, signature, use, valid };

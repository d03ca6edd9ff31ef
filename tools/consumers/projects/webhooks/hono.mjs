import { BaxVerifyWebhookError, readWebhook } from '@baxcloud/baxverify/webhooks';
import { Hono } from 'hono';
import { handle } from './handle.mjs';
import { once } from './once.mjs';

export const app = new Hono();

app.post('/webhooks/baxcloud', async (c) => {
  const event = await readWebhook(c.req.raw, { secret: process.env.BAXCLOUD_WEBHOOK_SECRET });
  await once(event.id ?? c.req.header('x-baxcloud-signature'), () => handle(event));
  return c.body(null, 204);
});

app.onError((error, c) => {
  if (!(error instanceof BaxVerifyWebhookError)) return c.text('Internal Server Error', 500);
  return c.json({ error: error.code }, error.statusCode);
});

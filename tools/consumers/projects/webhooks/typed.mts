// Compiled, never run: the middleware in a typed Express app, and a web-standard request.
import { readWebhook, webhookMiddleware } from '@baxcloud/baxverify/webhooks';
import express from 'express';
import { Hono } from 'hono';

const secret = process.env.BAXCLOUD_WEBHOOK_SECRET;

const app = express();
app.post('/', webhookMiddleware(secret), (req, res) => {
  const project: string | undefined = req.baxcloudEvent?.projectId;
  res.json({ project });
});
app.use('/all', webhookMiddleware([secret ?? '', 'whsec_old'], { maxAgeSeconds: 300 }));

const hono = new Hono();
hono.post('/', async (context) => {
  const { event } = await readWebhook(context.req.raw, { secret });
  return context.json({ event });
});

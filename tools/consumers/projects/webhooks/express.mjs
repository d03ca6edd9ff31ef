import { webhookMiddleware } from '@baxcloud/baxverify/webhooks';
import express from 'express';
import { handle } from './handle.mjs';
import { once } from './once.mjs';

export const app = express();

// Before express.json(), because the signature covers the raw body.
app.post(
  '/webhooks/baxcloud',
  webhookMiddleware(process.env.BAXCLOUD_WEBHOOK_SECRET, {
    onRefused: (error) => console.warn('Webhook refused:', error.code),
  }),
  (req, res, next) => {
    const event = req.baxcloudEvent;
    const key = event.id ?? req.get('x-baxcloud-signature');
    once(key, () => handle(event)).then(() => res.sendStatus(204), next);
  },
);

app.use(express.json());

import { webhookMiddleware } from '@baxcloud/baxverify/webhooks';
import express from 'express';

export const app = express();

app.use(
  express.json({
    verify(req, _res, raw) {
      req.rawBody = raw;
    },
  }),
);

app.post(
  '/webhooks/baxcloud',
  webhookMiddleware([process.env.BAXCLOUD_WEBHOOK_SECRET, 'whsec_the_old_one']),
  (_req, res) => res.sendStatus(204),
);

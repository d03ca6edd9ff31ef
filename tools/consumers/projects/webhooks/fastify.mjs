import { parseWebhook } from '@baxcloud/baxverify/webhooks';
import Fastify from 'fastify';
import { handle } from './handle.mjs';
import { once } from './once.mjs';

export const app = Fastify();

app.register(async (scope) => {
  // Only in this scope, the body stays as it arrived.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });

  scope.post('/webhooks/baxcloud', async (request, reply) => {
    const signature = request.headers['x-baxcloud-signature'];
    // Fastify responds with the statusCode of the error.
    const event = parseWebhook({
      secret: process.env.BAXCLOUD_WEBHOOK_SECRET,
      payload: request.body ?? '',
      signature,
    });
    await once(event.id ?? signature, () => handle(event));
    return reply.code(204).send();
  });
});

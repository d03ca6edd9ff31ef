import { BaxVerifyWebhookError, readWebhook } from '@baxcloud/baxverify/webhooks';
import { handle } from '../../../../handle.js';
import { once } from '../../../../once.js';

export async function POST(request) {
  try {
    const event = await readWebhook(request, { secret: process.env.BAXCLOUD_WEBHOOK_SECRET });
    await once(event.id ?? request.headers.get('x-baxcloud-signature'), () => handle(event));
    return new Response(null, { status: 204 });
  } catch (error) {
    if (!(error instanceof BaxVerifyWebhookError)) throw error;
    return Response.json({ error: error.code }, { status: error.statusCode });
  }
}

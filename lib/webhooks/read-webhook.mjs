import { own } from '../own.mjs';
import { Body, checkHeaders, incomplete, tooSlow } from './body.mjs';
import { checkPresence, openAsync } from './delivery.mjs';
import { BaxVerifyWebhookError, failure, invalidArgument, kindOf } from './error.mjs';
import { readingOptions, secretsOf } from './options.mjs';
import { SIGNATURE_HEADER } from './signature.mjs';

/** Public; see webhooks.d.ts. */
export async function readWebhook(request, options) {
  if (typeof request?.headers?.get !== 'function') {
    throw invalidArgument('request', 'a web-standard Request', kindOf(request));
  }
  const names = ['secret', 'maxBodyBytes', 'maxAgeSeconds', 'bodyTimeout', 'now'];
  const settings = readingOptions(options, names);
  const secrets = secretsOf(own(options, 'secret'));
  const header = (name) => request.headers.get(name) ?? undefined;
  const signature = header(SIGNATURE_HEADER);
  checkPresence(signature);
  checkHeaders(header, settings.maxBodyBytes);
  const bytes = await readBody(request, settings);
  return openAsync({ secrets, bytes, signature }, settings);
}

async function readBody(request, { maxBodyBytes, bodyTimeout }) {
  if (request.bodyUsed || request.body?.locked) {
    throw failure(
      'BAXVERIFY_WEBHOOK_BODY_CONSUMED',
      'The body of the request was already read. Call readWebhook first, ' +
        'or give it request.clone() and read the other one later.',
    );
  }
  const body = new Body(maxBodyBytes);
  const reader = request.body?.getReader();
  if (reader) await readAll(reader, body, bodyTimeout);
  return body.bytes();
}

/** The timeout covers the whole body, so that a client cannot send a byte now and then. */
async function readAll(reader, body, timeout) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow(timeout)), timeout);
  });
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) return;
      body.add(value);
    }
  } catch (error) {
    // Not awaited, because a stream that hangs may hang here too.
    reader.cancel().catch(() => {});
    throw error instanceof BaxVerifyWebhookError ? error : incomplete();
  } finally {
    clearTimeout(timer);
  }
}

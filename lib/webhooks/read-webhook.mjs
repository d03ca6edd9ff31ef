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

/**
 * The timeout covers the whole body, so that a client cannot send a byte now and then. The promises
 * of single reads do not race with it, because a promise that is still pending keeps each of them.
 */
function readAll(reader, body, timeout) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let isOpen = true;
    const timer = setTimeout(() => end(tooSlow(timeout)), timeout);
    function end(error) {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(timer);
      if (error === undefined) return resolve();
      // Not awaited, because a stream that hangs may hang here too.
      discard(reader);
      reject(error instanceof BaxVerifyWebhookError ? error : incomplete());
    }
    async function read() {
      while (isOpen) {
        const { done, value } = await reader.read();
        if (done) return;
        body.add(value);
        // A stream that always has a part ready leaves no turn to the timer.
        if (performance.now() - began > timeout) throw tooSlow(timeout);
      }
    }
    read().then(() => end(), end);
  });
}

async function discard(reader) {
  try {
    await reader.cancel();
  } catch {
    // The reason of the refusal is reported, not this one.
  }
}

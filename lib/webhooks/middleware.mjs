import { own } from '../own.mjs';
import { Body, checkHeaders, isBytes, toBytes, tooLarge } from './body.mjs';
import { checkPresence, openAsync } from './delivery.mjs';
import { BaxVerifyWebhookError, failure } from './error.mjs';
import { readStream } from './node-stream.mjs';
import { readingOptions, secretsOf } from './options.mjs';
import { SIGNATURE_HEADER } from './signature.mjs';

const NAMES = ['maxBodyBytes', 'maxAgeSeconds', 'bodyTimeout', 'now', 'onRefused'];

/** Public; see webhooks.d.ts. */
export function webhookMiddleware(secret, options = {}) {
  const secrets = secretsOf(secret);
  const settings = readingOptions(options, NAMES);
  return function baxcloudWebhook(req, res, next) {
    open(req, secrets, settings).then(
      (event) => {
        req.baxcloudEvent = event;
        next();
      },
      (error) => {
        try {
          refuse(error, req, res, next, settings);
        } catch (thrown) {
          next(thrown);
        }
      },
    );
  };
}

async function open(req, secrets, settings) {
  const header = (name) => own(req.headers, name);
  const signature = header(SIGNATURE_HEADER);
  checkPresence(signature);
  checkHeaders(header, settings.maxBodyBytes);
  const bytes = await rawBody(req, settings);
  if (bytes.byteLength > settings.maxBodyBytes) throw tooLarge(settings.maxBodyBytes);
  return openAsync({ secrets, bytes, signature }, settings);
}

/** The body as a parser of the application kept it, or from the stream if nothing has read it. */
async function rawBody(req, { maxBodyBytes, bodyTimeout }) {
  const kept = [own(req, 'rawBody'), own(req, 'body')].find(
    (each) => typeof each === 'string' || isBytes(each),
  );
  if (kept !== undefined) return toBytes(kept);
  if (typeof req.on !== 'function' || req.readableDidRead || req.readableEnded || req.destroyed) {
    throw failure(
      'BAXVERIFY_WEBHOOK_BODY_CONSUMED',
      'The raw body is gone, because a parser has read the request before webhookMiddleware. ' +
        'Register the webhook route before express.json(). ' +
        'Or keep the raw body: express.json({ verify(req, res, raw) { req.rawBody = raw; } }).',
    );
  }
  const body = new Body(maxBodyBytes);
  await readStream(req, body, bodyTimeout);
  const { buffer, byteOffset, byteLength } = body.bytes();
  req.rawBody = globalThis.Buffer.from(buffer, byteOffset, byteLength);
  // Tells the parsers of Express 4 that there is nothing left to read.
  req._body = true;
  return req.rawBody;
}

/** Faults of the request get a response. Faults of the set-up go to the application. */
function refuse(error, req, res, next, { onRefused }) {
  if (!(error instanceof BaxVerifyWebhookError) || error.statusCode >= 500) return next(error);
  const returned = onRefused?.(error, req);
  // A rejection that nobody handles would end the process.
  if (typeof returned?.then === 'function') returned.then(undefined, () => {});
  res.statusCode = error.statusCode;
  res.setHeader('content-type', 'application/json; charset=utf-8');
  // The rest of the body is not read, so nothing else can follow on this connection.
  if (!req.readableEnded) res.setHeader('connection', 'close');
  res.end(JSON.stringify({ error: error.code }));
}

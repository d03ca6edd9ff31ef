import { own } from '../own.mjs';
import { isBytes, toBytes, tooLarge } from './body.mjs';
import { isValidSync, openSync } from './delivery.mjs';
import { invalidArgument, kindOf } from './error.mjs';
import { macSync } from './hmac.mjs';
import { fields, LARGEST_BODY, readingOptions, secretsOf } from './options.mjs';
import { base64, hex } from './signature.mjs';

/** Public; see webhooks.d.ts. */
export function verifyWebhookSignature(options) {
  fields('options', options, ['secret', 'payload', 'signature']);
  const secrets = secretsOf(own(options, 'secret'));
  const bytes = payloadOf(options);
  if (bytes.byteLength > LARGEST_BODY) return false;
  return isValidSync({ secrets, bytes, signature: own(options, 'signature') });
}

/** Public; see webhooks.d.ts. */
export function parseWebhook(options) {
  const names = ['secret', 'payload', 'signature', 'maxBodyBytes', 'maxAgeSeconds', 'now'];
  const settings = readingOptions(options, names);
  const secrets = secretsOf(own(options, 'secret'));
  const bytes = payloadOf(options);
  if (bytes.byteLength > settings.maxBodyBytes) throw tooLarge(settings.maxBodyBytes);
  return openSync({ secrets, bytes, signature: own(options, 'signature') }, settings);
}

/** Public; see webhooks.d.ts. */
export function signForTest(options) {
  fields('options', options, ['secret', 'payload', 'encoding']);
  const [secret] = secretsOf(own(options, 'secret'));
  const encoding = own(options, 'encoding') ?? 'hex';
  if (encoding !== 'hex' && encoding !== 'base64') {
    throw invalidArgument('encoding', "'hex' or 'base64'", kindOf(encoding));
  }
  const bytes = macSync(secret, payloadOf(options));
  return encoding === 'hex' ? hex(bytes) : base64(bytes);
}

function payloadOf(options) {
  const payload = own(options, 'payload');
  if (typeof payload === 'string' || isBytes(payload)) return toBytes(payload);
  throw invalidArgument(
    'payload',
    'the raw body, a string or bytes, before anything parses it',
    kindOf(payload),
  );
}

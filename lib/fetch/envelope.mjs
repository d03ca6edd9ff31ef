import { parse } from '../json.mjs';
import { own } from '../own.mjs';
import { failure } from './failures.mjs';
import { isObject, isTooDeep } from './json-text.mjs';
import { isTransient } from './retry.mjs';
import { CODES, LIMITS } from './tables.mjs';
import { trim } from './text.mjs';

/** Codes are names for programs. Another text is not a code, and may be a secret. */
const CODE = /^[A-Z][A-Z0-9_]{2,63}$/;
/** UTF-8 bytes of a path or a timestamp. */
const LONGEST_FIELD = 200;
const encoder = new TextEncoder();

/**
 * The failure that the documented error envelope describes, without its secrets. Undefined if the
 * body is anything else. The rules are those of crates/client/src/decode/envelope.rs.
 *
 * @param {() => import('./redact/secrets.mjs').Secrets} secrets
 */
export function envelope(body, status, secrets, { path, idempotent }) {
  const root = read(body);
  const error = root && own(root, 'error');
  if (!isObject(error)) return undefined;
  const name = own(error, 'code');
  if (typeof name !== 'string' || !CODE.test(name)) return undefined;
  const isKnown = Object.hasOwn(CODES, name);
  const redacted = secrets();
  // A name that holds a secret is not a name.
  if (!isKnown && redacted.scrub(name) !== name) return undefined;

  // A documented code says that nothing was done. An unknown code with a 5xx status may come from a
  // fault after the service has acted.
  const outcome = isKnown || status < 500 ? 'rejected' : 'unknown';
  const retryable =
    outcome === 'rejected'
      ? name === 'BAXVERIFY_RATE_LIMIT' ||
        (idempotent && isTransient(status)) ||
        (!isKnown && status === 429)
      : idempotent;
  const details = own(error, 'details');
  const ownPath = text(root, 'path');
  const timestamp = text(root, 'timestamp');
  // Not documented, so all usual places. It is checked together with those of the headers.
  const requestId = [root, error, details]
    .map((object) => isObject(object) && own(object, 'requestId'))
    .find((id) => typeof id === 'string');
  return failure(name, outcome, messageOf(error, name, status, redacted), {
    statusCode: status,
    retryable,
    ...(isObject(details) && { details: redacted.scrubObject(details) }),
    // A query string may hold a phone number.
    path: ownPath === undefined ? path : redacted.scrub(ownPath.split(/[?#]/, 1)[0]),
    ...(timestamp !== undefined && { timestamp: redacted.scrub(timestamp) }),
    ...(requestId !== undefined && { requestId }),
  });
}

function read(body) {
  if (body.length > LIMITS.errorBody) return undefined;
  const json = new TextDecoder().decode(body);
  // One level less than a success, as in the native build.
  if (isTooDeep(json, LIMITS.depth - 1)) return undefined;
  try {
    const root = parse(json);
    return isObject(root) ? root : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(error, name, status, redacted) {
  const message = own(error, 'message');
  const trimmed = typeof message === 'string' ? trim(message) : '';
  // In this order: a secret that is cut in two is not found.
  if (trimmed !== '') return cut(redacted.scrub(trimmed), LIMITS.message);
  return own(CODES, name) ?? `The service responded with status ${status} and the code ${name}.`;
}

/** The first characters of a text. A character may have two units. */
function cut(text, most) {
  return text.length <= most ? text : [...text.slice(0, 2 * most)].slice(0, most).join('');
}

function text(object, name) {
  const value = own(object, name);
  const isText = typeof value === 'string' && value !== '' && value.length <= LONGEST_FIELD;
  return isText && encoder.encode(value).length <= LONGEST_FIELD ? value : undefined;
}

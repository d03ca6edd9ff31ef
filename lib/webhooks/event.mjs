import { parse } from '../json.mjs';
import { own } from '../own.mjs';
import { failure } from './error.mjs';

const LONGEST_NAME = 256;
const OTP_EVENTS = ['otp.sent', 'otp.failed', 'otp.verified', 'otp.expired'];

/**
 * Reads the event from a body whose signature is valid. The service documents two shapes: `{ event,
 * projectId }` and `{ id, type, created, data: { object } }`. Both are read, and all fields are
 * kept.
 *
 * @param {Uint8Array} bytes
 */
export function eventOf(bytes) {
  const body = objectIn(bytes);
  const event = [own(body, 'event'), own(body, 'type')].find(isName);
  if (event === undefined) throw invalid('The body has neither an event nor a type.');
  const read = { ...body, event };
  const projectId = [body, dataOf(body), objectOf(body)]
    .map((place) => place && own(place, 'projectId'))
    .find(isName);
  if (projectId !== undefined) read.projectId = projectId;
  return read;
}

function objectIn(bytes) {
  let value;
  try {
    value = parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The parser's message quotes the body.
    throw invalid('The body is not JSON in UTF-8.');
  }
  if (!isObject(value)) throw invalid('The body is not a JSON object.');
  return value;
}

function invalid(message) {
  return failure('BAXVERIFY_WEBHOOK_BODY_INVALID', message);
}

function isName(value) {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dataOf(event) {
  const data = own(event, 'data');
  return isObject(data) ? data : undefined;
}

function objectOf(event) {
  const data = dataOf(event);
  const object = data && own(data, 'object');
  return isObject(object) ? object : undefined;
}

/** Refuses an event whose `created` is not within so many seconds of now. */
export function checkAge(event, { maxAgeSeconds, now }) {
  if (maxAgeSeconds === undefined) return;
  const created = own(event, 'created');
  const age = typeof created === 'number' ? Number(now()) / 1000 - created : Number.NaN;
  // Written so that NaN is refused: there is no time, or it is not a number.
  if (!(Math.abs(age) <= maxAgeSeconds)) {
    throw failure(
      'BAXVERIFY_WEBHOOK_EXPIRED',
      `The event has no time within ${maxAgeSeconds} seconds of now (maxAgeSeconds).`,
    );
  }
}

/** Public; see webhooks.d.ts. */
export function isOtpEvent(event) {
  if (!isObject(event) || !OTP_EVENTS.includes(own(event, 'event'))) return false;
  const object = objectOf(event);
  return object !== undefined && typeof own(object, 'phone') === 'string';
}

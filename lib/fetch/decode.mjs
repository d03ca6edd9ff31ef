import { parse } from '../json.mjs';
import { own } from '../own.mjs';
import { envelope } from './envelope.mjs';
import { httpStatus, invalidResponse } from './failures.mjs';
import { isObject, isTooDeep, repeatsField } from './json-text.mjs';
import { LIMITS } from './tables.mjs';

/**
 * Decodes a response: its status and bytes become the caller's value or a failure. The rules are
 * those of crates/client/src/decode/mod.rs.
 *
 * @param {{ status: number, body: Uint8Array }} response
 * @returns {{ value: object } | { failure: object }}
 */
export function decode({ status, body }, secrets, context) {
  const isSuccess = status >= 200 && status < 300;
  if (!isSuccess) {
    return { failure: envelope(body, status, secrets, context) ?? httpStatus(status, context) };
  }
  const { value, reason } = payload(body);
  if (value) return { value };
  if (reason) return { failure: { ...invalidResponse(reason, context), statusCode: status } };
  const refused = envelope(body, status, secrets, context);
  const failure = refused ?? invalidResponse('it reports a failure without an error code', context);
  return { failure: { ...failure, statusCode: status } };
}

/** The value of a success, or why there is none. Neither if the service reports a failure. */
function payload(body) {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return { reason: 'it is not UTF-8 text' };
  }
  if (isTooDeep(text, LIMITS.depth)) return { reason: 'it is nested too deeply' };
  if (!/^[ \t\n\f\r]*\{/.test(text)) return { reason: 'it is not a JSON object' };
  let value;
  try {
    value = parse(text);
  } catch {
    return { reason: 'it is not valid JSON' };
  }
  // Which one of two values counts would be a guess.
  if (repeatsField(text, ['success', 'data'])) return { reason: 'it is not valid JSON' };
  const success = own(value, 'success');
  if (success === false) return {};
  if (success !== true || !Object.hasOwn(value, 'data')) return { value };
  const data = own(value, 'data');
  return isObject(data) ? { value: data } : { reason: 'its data is not a JSON object' };
}

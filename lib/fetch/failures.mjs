import { MESSAGES, STATUSES } from './tables.mjs';

/**
 * The failures of a call, as the fields of a `BaxVerifyError`. Like crates/client/src/error/, these
 * functions write all messages themselves.
 *
 * @typedef {{ path: string, host: string, idempotent: boolean }} Context
 */

/** @returns the failure of a call that was not sent or has no response */
export function failure(code, outcome, message, more) {
  return {
    __proto__: null,
    code,
    message,
    outcome,
    retryable: outcome === 'not_sent',
    attempts: 0,
    ...more,
  };
}

/** `text` with the value of each `{name}`. */
export function fill(text, values) {
  let filled = text;
  // A function, because `$` has a meaning in a string.
  for (const [name, value] of Object.entries(values)) {
    filled = filled.replace(`{${name}}`, () => value);
  }
  return filled;
}

export function invalidArgument(field, expected) {
  const message = fill(MESSAGES.invalidArgument, { field, expected });
  const details = { field, expected };
  return failure('BAXVERIFY_INVALID_ARGUMENT', 'not_sent', message, { details, retryable: false });
}

export function internalFailure() {
  return failure('BAXVERIFY_INTERNAL_ERROR', 'unknown', MESSAGES.internal);
}

/** The deadline passed. Whether the request was written is not known. */
export function timeoutFailure(milliseconds, { path, idempotent }) {
  const text = idempotent ? MESSAGES.timeoutOfRead : MESSAGES.timeout;
  const message = fill(text, { path, milliseconds });
  return failure('BAXVERIFY_TIMEOUT', 'unknown', message, { path, retryable: idempotent });
}

/** @param {string} reason completes "cannot be used: …" */
export function invalidResponse(reason, { path, idempotent }) {
  const message = fill(MESSAGES.invalidResponse, { path, reason });
  const more = { path, retryable: idempotent };
  return failure('BAXVERIFY_INVALID_RESPONSE', 'unknown', message, more);
}

export function bodyTooLarge(status, { path }) {
  const more = { path, statusCode: status, retryable: false };
  const message = fill(MESSAGES.tooLarge, { path });
  return failure('BAXVERIFY_INVALID_RESPONSE', 'unknown', message, more);
}

/** A failure status without the service's error envelope. */
export function httpStatus(status, { path, idempotent }) {
  const row = STATUSES.find(([last]) => status <= last) ?? STATUSES.at(-1);
  const [, outcome, retryPost, retryGet, text] = row;
  const retryable = idempotent ? retryGet : retryPost;
  const message = fill(text, { path, status });
  return failure('BAXVERIFY_HTTP_ERROR', outcome, message, { path, statusCode: status, retryable });
}

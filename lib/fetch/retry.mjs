import { BACKOFF, TRANSIENT } from './tables.mjs';

/** Which calls are retried, and the wait before each retry. See crates/client/src/call/retry.rs. */

/** A longer wait in `Retry-After` counts as nonsense. */
const LONGEST_RETRY_AFTER = 366 * 24 * 3600 * 1000;

export function isTransient(status) {
  return TRANSIENT.includes(status);
}

/** Whether a call that ended with this failure may be repeated. */
export function mayRepeat({ code, outcome, retryable, statusCode }, idempotent) {
  if (!retryable || code === 'BAXVERIFY_TIMEOUT') return false;
  if (outcome === 'not_sent') return true;
  if (!idempotent) return false;
  if (code === 'BAXVERIFY_NETWORK_ERROR' || code === 'BAXVERIFY_INVALID_RESPONSE') return true;
  return statusCode === undefined || isTransient(statusCode);
}

/**
 * The wait before an attempt, which counts from 2: what the server asks for, or a random part of a
 * step that doubles with each attempt.
 */
export function waitBefore(attempt, asked) {
  const step = Math.min(BACKOFF.firstStep * 2 ** (attempt - 2), BACKOFF.longestStep);
  return Math.max(asked ?? step * Math.random(), BACKOFF.shortestWait);
}

/** The forms of HTTP dates (RFC 9110, section 5.6.7). The last one has no zone, which is UTC. */
const DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/** The wait of a `Retry-After` header in milliseconds. An invalid value counts as absent. */
export function retryAfter(headers) {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  let wait;
  if (/^\d+$/.test(value)) wait = Number(value) * 1000;
  else if (DATES.some((form) => form.test(value))) {
    const date = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
    // A date in the past means now.
    wait = Math.max(0, date - Date.now());
  }
  return wait <= LONGEST_RETRY_AFTER ? wait : undefined;
}

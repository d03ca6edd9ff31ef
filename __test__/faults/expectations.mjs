/** What a call is expected to end with, for the three writing methods and the two reading ones. */

/** Attempts of a call that is repeated as often as the default allows. */
const ALL = 3;

const expectation = (code, outcome, retryable, attempts, requests, statusCode) => ({
  code,
  outcome,
  retryable,
  attempts,
  requests,
  statusCode,
});

const ok = { code: 'ok', requests: 1 };
export const success = { post: ok, get: ok };

/** No request left: safe to repeat, so repeated. */
const unsent = expectation('BAXVERIFY_NETWORK_ERROR', 'not_sent', true, ALL, 0);
export const notSent = { post: unsent, get: unsent };

/** The protocol says that a request which left was not worked on. */
const refused = expectation('BAXVERIFY_NETWORK_ERROR', 'not_sent', true, ALL, ALL);
export const notProcessed = { post: refused, get: refused };

/** The connection broke with the request on its way, and perhaps part of an answer back. */
export const broken = (statusCode, requests = 1) => ({
  post: expectation('BAXVERIFY_NETWORK_ERROR', 'unknown', false, 1, requests, statusCode),
  get: expectation('BAXVERIFY_NETWORK_ERROR', 'unknown', true, ALL, requests * ALL, statusCode),
});

/** The deadline passed with the request on its way. */
export const timeout = {
  post: expectation('BAXVERIFY_TIMEOUT', 'unknown', false, 1, 1),
  get: expectation('BAXVERIFY_TIMEOUT', 'unknown', true, 1, 1),
};

/**
 * The deadline passed before a writing request could leave. Of a reading one the client cannot tell, and
 * need not.
 */
export const timeoutUnsent = (getRequests = 0) => ({
  post: expectation('BAXVERIFY_TIMEOUT', 'not_sent', true, 1, 0),
  get: expectation('BAXVERIFY_TIMEOUT', 'unknown', true, 1, getRequests),
});

const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/** A failure status without the service's envelope. */
export const http = (status) => {
  // 303 says that the request was carried out.
  const unclear = status >= 500 || status === 303;
  const outcome = unclear ? 'unknown' : 'rejected';
  const again = TRANSIENT.has(status) ? ALL : 1;
  const code = 'BAXVERIFY_HTTP_ERROR';
  return {
    post: expectation(code, outcome, status === 429, 1, 1, status),
    get: expectation(code, outcome, TRANSIENT.has(status) || unclear, again, again, status),
  };
};

/** A success status whose body is of no use. */
export const unusable = (status = 200) => ({
  post: expectation('BAXVERIFY_INVALID_RESPONSE', 'unknown', false, 1, 1, status),
  get: expectation('BAXVERIFY_INVALID_RESPONSE', 'unknown', true, ALL, ALL, status),
});

/** A success whose body is larger than it may be: not asked for twice. */
const large = expectation('BAXVERIFY_INVALID_RESPONSE', 'unknown', false, 1, 1, 200);
export const tooLarge = { post: large, get: large };

/** The service's own refusal. */
export const refusal = (code, status, { retryable = false, transient = false } = {}) => {
  const again = transient ? ALL : 1;
  return {
    post: expectation(code, 'rejected', retryable, 1, 1, status),
    get: expectation(code, 'rejected', retryable || transient, again, again, status),
  };
};

/** What depends on which side was faster. A writing request must not arrive twice either way. */
export const either = (...all) => ({
  post: all.flatMap(({ post }) => post),
  get: all.flatMap(({ get }) => get),
});

/** The connection may break before the request is begun, or after; each attempt is a race of its own. */
export const raced = {
  post: [
    { code: 'BAXVERIFY_NETWORK_ERROR', outcome: 'unknown', retryable: false },
    { code: 'BAXVERIFY_NETWORK_ERROR', outcome: 'not_sent', retryable: true, attempts: ALL },
  ],
  get: { code: 'BAXVERIFY_NETWORK_ERROR', retryable: true, attempts: ALL },
};

/** The expected results of a call, for the three methods that write and the two that read. */

/** The attempts of a call with the default number of retries. */
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

/** No request was sent, so a retry is safe and the call is retried. */
const unsent = expectation('BAXVERIFY_NETWORK_ERROR', 'not_sent', true, ALL, 0);
export const notSent = { post: unsent, get: unsent };

/** The protocol says that a sent request was not processed. */
const refused = expectation('BAXVERIFY_NETWORK_ERROR', 'not_sent', true, ALL, ALL);
export const notProcessed = { post: refused, get: refused };

/** The connection broke with the request in flight, perhaps with part of a response. */
export const broken = (statusCode, requests = 1) => ({
  post: expectation('BAXVERIFY_NETWORK_ERROR', 'unknown', false, 1, requests, statusCode),
  get: expectation('BAXVERIFY_NETWORK_ERROR', 'unknown', true, ALL, requests * ALL, statusCode),
});

/** The deadline passed with the request in flight. */
export const timeout = {
  post: expectation('BAXVERIFY_TIMEOUT', 'unknown', false, 1, 1),
  get: expectation('BAXVERIFY_TIMEOUT', 'unknown', true, 1, 1),
};

/**
 * The deadline passed before a writing request was sent. For a reading request, the client cannot
 * know this and does not need to.
 */
export const timeoutUnsent = (getRequests = 0) => ({
  post: expectation('BAXVERIFY_TIMEOUT', 'not_sent', true, 1, 0),
  get: expectation('BAXVERIFY_TIMEOUT', 'unknown', true, 1, getRequests),
});

const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/** A failure status without the service's error envelope. */
export const http = (status) => {
  // 303 means that the service carried out the request.
  const unclear = status >= 500 || status === 303;
  const outcome = unclear ? 'unknown' : 'rejected';
  const again = TRANSIENT.has(status) ? ALL : 1;
  const code = 'BAXVERIFY_HTTP_ERROR';
  return {
    post: expectation(code, outcome, status === 429, 1, 1, status),
    get: expectation(code, outcome, TRANSIENT.has(status) || unclear, again, again, status),
  };
};

/** A success status with an unusable body. */
export const unusable = (status = 200) => ({
  post: expectation('BAXVERIFY_INVALID_RESPONSE', 'unknown', false, 1, 1, status),
  get: expectation('BAXVERIFY_INVALID_RESPONSE', 'unknown', true, ALL, ALL, status),
});

/** A success with a body above the limit. It is not requested twice. */
const large = expectation('BAXVERIFY_INVALID_RESPONSE', 'unknown', false, 1, 1, 200);
export const tooLarge = { post: large, get: large };

/** A refusal by the service. */
export const refusal = (code, status, { retryable = false, transient = false } = {}) => {
  const again = transient ? ALL : 1;
  return {
    post: expectation(code, 'rejected', retryable, 1, 1, status),
    get: expectation(code, 'rejected', retryable || transient, again, again, status),
  };
};

/** A race between the two sides. In both cases, a writing request must not arrive twice. */
export const either = (...all) => ({
  post: all.flatMap(({ post }) => post),
  get: all.flatMap(({ get }) => get),
});

/** The connection may break before or after the request starts. Each attempt is a separate race. */
export const raced = {
  post: [
    { code: 'BAXVERIFY_NETWORK_ERROR', outcome: 'unknown', retryable: false },
    { code: 'BAXVERIFY_NETWORK_ERROR', outcome: 'not_sent', retryable: true, attempts: ALL },
  ],
  get: { code: 'BAXVERIFY_NETWORK_ERROR', retryable: true, attempts: ALL },
};

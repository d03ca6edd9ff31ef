/**
 * What a client sees, by kind of failure: a constant of Parse.Error, and a message. The message
 * says what the user can do, and nothing about the project. `level` is the log level.
 */
const FAILURES = {
  refused: {
    code: 'OBJECT_NOT_FOUND',
    // In an update, Parse Server turns OBJECT_NOT_FOUND into "Insufficient auth", as for an invalid
    // session.
    codeInUpdate: 'INVALID_LINKED_SESSION',
    level: 'warn',
    message: 'The phone verification is invalid, expired or already used. Verify a new code.',
  },
  badId: {
    code: 'INVALID_VALUE',
    level: 'warn',
    message:
      'authData.id must be the verified phone number, exactly as the verification returned it.',
  },
  badToken: {
    code: 'INVALID_VALUE',
    level: 'warn',
    message: 'authData.token must be the access token that the verification returned.',
  },
  taken: {
    code: 'ACCOUNT_ALREADY_LINKED',
    level: 'warn',
    message: 'This phone number belongs to another user.',
  },
  unreachable: {
    code: 'CONNECTION_FAILED',
    level: 'error',
    message:
      'The phone verification service cannot be reached. Try again later with the same proof.',
  },
  broken: {
    code: 'CONNECTION_FAILED',
    level: 'error',
    message:
      'The phone verification service failed. Try again. If the proof is then refused, verify a new code.',
  },
  slow: {
    code: 'TIMEOUT',
    level: 'error',
    message:
      'The phone verification service took too long. Try again. If the proof is then refused, verify a new code.',
  },
  limited: {
    code: 'REQUEST_LIMIT_EXCEEDED',
    level: 'error',
    message: 'Too many phone verifications at the moment. Wait a little, and try again.',
  },
  misconfigured: {
    // Not INTERNAL_SERVER_ERROR, which is HTTP 500: the Parse SDK repeats such a request five
    // times.
    code: 'UNSUPPORTED_SERVICE',
    level: 'error',
    message: 'Login by phone is not available at the moment.',
  },
  disabled: {
    code: 'UNSUPPORTED_SERVICE',
    level: 'warn',
    message: 'Login by phone is not available.',
  },
};

/** Error codes of the service and the SDK, and their kinds. The status decides for other codes. */
const KINDS = {
  BAXVERIFY_TOKEN_INVALID: 'refused',
  BAXVERIFY_TOKEN_CONSUMED: 'refused',
  BAXVERIFY_OTP_EXPIRED: 'refused',
  BAXVERIFY_OTP_INVALID: 'refused',
  BAXVERIFY_INVALID_PHONE: 'refused',
  BAXVERIFY_RATE_LIMIT: 'limited',
  BAXVERIFY_OTP_MAX_ATTEMPTS: 'limited',
  BAXVERIFY_SMS_SEND_FAILED: 'broken',
  BAXVERIFY_INVALID_RESPONSE: 'broken',
  BAXVERIFY_TIMEOUT: 'slow',
};

/** Classifies an error of a client. An error that cannot be read says nothing about the proof. */
function failureOf(error) {
  try {
    return judge(error);
  } catch {
    return 'misconfigured';
  }
}

function judge(error) {
  const { code, statusCode, outcome } = error ?? {};
  if (Object.hasOwn(KINDS, code ?? '')) {
    // If the deadline passed before anything was sent, the proof is not spent.
    return code === 'BAXVERIFY_TIMEOUT' && outcome === 'not_sent' ? 'unreachable' : KINDS[code];
  }
  if (code === 'BAXVERIFY_NETWORK_ERROR') return outcome === 'not_sent' ? 'unreachable' : 'broken';
  if (code === 'BAXVERIFY_INVALID_ARGUMENT' && error.details?.field === 'token') return 'badToken';
  if (statusCode === 429) return 'limited';
  if (statusCode === 408 || statusCode >= 500) return 'broken';
  // Plan, key, credits and so on: the owner of the project must act. The proof is not the cause.
  return 'misconfigured';
}

module.exports = { FAILURES, failureOf };

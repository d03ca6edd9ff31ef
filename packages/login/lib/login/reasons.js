/** Why a login did not go on, in words for programs, with the HTTP status of each. */
const STATUS_OF = Object.freeze({
  __proto__: null,
  /** Not a phone number with its country code. */
  invalid_phone: 400,
  /** The app sends no codes there. */
  country_not_served: 403,
  /** Not the code of the SMS. */
  wrong_code: 400,
  /** The code ran out, or there is none. */
  code_expired: 400,
  /** Too many wrong codes: this one is no longer good. */
  code_spent: 400,
  /** The proof is invalid, expired, spent, of another project or for another purpose. */
  proof_refused: 401,
  /** A limit of the guard or of the service; `retryAfterSeconds` says how long. */
  slow_down: 429,
  /** The guard wants to see that a person is there. */
  challenge_required: 403,
  /** The service may have sent the SMS. */
  sms_may_arrive: 503,
  /** The code or the proof may be spent: a new one is needed. */
  unfinished: 503,
  /** The owner has to act (credits, plan, key, sender), or the service is down. */
  unavailable: 503,
  /**
   * Not a small JSON object with the fields of the route. HTTP also answers 408, 413 and 415 with
   * it.
   */
  invalid_input: 400,
  /** A page of another origin. */
  origin_refused: 403,
  /** HTTP: no such route. */
  not_found: 404,
  /** HTTP: the routes take POST. */
  method_not_allowed: 405,
  /** A fault of the app or of this package. */
  internal: 500,
});

const PHONE_LOGIN_REASONS = Object.freeze(Object.keys(STATUS_OF));

/** The owner of the app can do something about these, and no user can. */
const OWNERS_MATTER = Object.freeze(['sms_may_arrive', 'unfinished', 'unavailable', 'internal']);

module.exports = { OWNERS_MATTER, PHONE_LOGIN_REASONS, STATUS_OF };

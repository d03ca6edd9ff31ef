/** Everything that an end user can see of a failure. */
export const TEXTS = {
  wrong_code: 'That is not the code from the SMS.',
  code_expired: 'This code has expired. Ask for a new one.',
  code_spent: 'Too many wrong codes. Ask for a new one.',
  invalid_phone: 'Enter the number with its country code, such as +43 664 12345678.',
  invalid_code: 'Enter the digits from the SMS.',
  invalid_input: 'This request cannot be understood.',
  country_not_served: 'We do not send SMS to this country.',
  slow_down: 'Too many requests. Try again later.',
  proof_refused: 'Verify the phone number again.',
  logged_out: 'Log in first.',
  sms_may_arrive: 'The SMS may still arrive. Wait a minute before you ask for another one.',
  unfinished: 'The login could not be finished. Try again, with a new code if this one is refused.',
  unavailable: 'Login by SMS is not available. Try again later.',
} as const;

export type Reason = keyof typeof TEXTS;

/** A refused request. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly reason: Reason,
    readonly retryAfterMs?: number,
  ) {
    super(TEXTS[reason]);
  }
}

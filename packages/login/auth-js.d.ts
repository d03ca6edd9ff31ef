import type { ClientAddress } from './index.js';
import type { Foreign, IntegrationOptions } from './lib/integrations/options.js';

type Args = [request: Foreign];

/** Options of {@link phoneCredentials}. Unknown options are refused. */
export interface PhoneCredentialsOptions<User> extends IntegrationOptions<Args> {
  /** From your copy of `next-auth`, `@auth/express` or `@auth/core/errors`. */
  CredentialsSignin: new (
    ...args: Foreign[]
  ) => Error;
  clientAddress: ClientAddress<Args>;
  /** The user of a phone in E.164. Nothing refuses the login. */
  onVerified(verified: {
    phone: string;
    request: Foreign;
  }): User | null | undefined | Promise<User | null | undefined>;
}

/** What the provider `Credentials` takes. */
export interface PhoneCredentials<User> {
  id: 'phone';
  name: string;
  credentials: {
    phone: { label: string; type: string; autoComplete: string };
    code: { label: string; inputMode: 'numeric'; autoComplete: string };
  };
  /**
   * Takes `phone` and `code`, and a `challenge`; or the proof of a mobile app as `token`. Throws a
   * subclass of `CredentialsSignin` with the reason as `code`, and `retryAfterSeconds`.
   */
  authorize(credentials: { [name: string]: unknown }, request: Foreign): Promise<User | null>;
}

/** @throws {TypeError} for a wrong option, which it names */
export declare function phoneCredentials<User>(
  options: PhoneCredentialsOptions<User>,
): PhoneCredentials<User>;

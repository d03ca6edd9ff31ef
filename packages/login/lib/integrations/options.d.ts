import type { PhoneLogin, PhoneLoginError } from '../../index.js';

/** What the framework types, which need not be installed. */
// biome-ignore lint/suspicious/noExplicitAny: it is assigned to and from the framework's own types.
export type Foreign = any;

/** What all integrations take. */
export interface IntegrationOptions<Args extends unknown[]> {
  login: PhoneLogin;
  /** A name of the client's device that the client cannot choose, for the guard. */
  device?: ((...args: Args) => string | undefined | Promise<string | undefined>) | undefined;
  /** The user who asks, where somebody is logged in already, for the guard. */
  user?: ((...args: Args) => string | undefined | Promise<string | undefined>) | undefined;
  /**
   * Hears of errors of 500 and above, with their `cause`.
   * @default console.error
   */
  onError?: ((error: PhoneLoginError, request: Args[0]) => void) | undefined;
}

/** Which pages may call. */
export interface OriginOptions {
  /**
   * Such as `https://app.example`.
   * @default the origin that the request was sent to
   */
  origins?: readonly string[] | undefined;
}

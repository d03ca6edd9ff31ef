import type { FromRequest, PhoneLogin, PhoneLoginError } from '../../index.js';

/** What the framework types, which need not be installed. */
// biome-ignore lint/suspicious/noExplicitAny: it is assigned to and from the framework's own types.
export type Foreign = any;

/** What all integrations take. */
export interface IntegrationOptions<Args extends unknown[]> {
  login: PhoneLogin;
  /** Names the device. Never use what a client can choose. */
  device?: FromRequest<Args> | undefined;
  /** Names the user who is logged in already. */
  user?: FromRequest<Args> | undefined;
  /** Called for errors of 500 and above that have a `cause`. @default console.error */
  onError?: ((error: PhoneLoginError, request: Args[0]) => void) | undefined;
}

/** Which pages may call. */
export interface OriginOptions {
  /** Such as `https://app.example`. @default the origin that the request was sent to */
  origins?: readonly string[] | undefined;
}

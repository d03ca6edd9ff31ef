import type { ClientAddress } from './index.js';
import type { Foreign, IntegrationOptions } from './lib/integrations/options.js';

/**
 * The request, which a call of `auth.api` need not have, and the context that Better Auth makes.
 */
type Args = [request: Foreign, context: Foreign];

/** Options of {@link betterAuthPhone}. Unknown options are refused. */
export interface BetterAuthPhoneOptions extends IntegrationOptions<Args> {
  clientAddress: ClientAddress<Args>;
}

/** Options of the plugin `phoneNumber`. */
export interface BetterAuthPhone {
  /** Sends a code of the service; the one that Better Auth makes is sent to nobody. */
  sendOTP(data: { phoneNumber: string; code: string }, context?: Foreign): Promise<void>;
  verifyOTP(data: { phoneNumber: string; code: string }, context?: Foreign): Promise<boolean>;
  /**
   * Takes E.164 only: Better Auth finds users by the very text, and a phone must not have two
   * users.
   */
  phoneNumberValidator(phoneNumber: string): boolean;
}

/**
 * Options for the plugin `phoneNumber` of Better Auth. Its functions reject with an `APIError`
 * whose `code` is the reason and whose body has `retryAfterSeconds` where there is a wait.
 * @throws {TypeError} for a wrong option, which it names
 */
export declare function betterAuthPhone(options: BetterAuthPhoneOptions): BetterAuthPhone;

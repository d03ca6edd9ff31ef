import type { ClientAddress } from './index.js';
import type { Foreign, IntegrationOptions } from './lib/integrations/options.js';

/** The request, which a call of `auth.api` need not have, and Better Auth's context. */
type Args = [request: Foreign, context: Foreign];

/** Options of {@link betterAuthPhone}. Unknown options are refused. */
export interface BetterAuthPhoneOptions extends IntegrationOptions<Args> {
  clientAddress: ClientAddress<Args>;
}

/** Options of the plugin `phoneNumber`. */
export interface BetterAuthPhone {
  /** Sends a code of the service. The code that Better Auth makes is not used. */
  sendOTP(data: { phoneNumber: string; code: string }, context?: Foreign): Promise<void>;
  verifyOTP(data: { phoneNumber: string; code: string }, context?: Foreign): Promise<boolean>;
  /** Takes E.164 only: Better Auth finds users by this text. */
  phoneNumberValidator(phoneNumber: string): boolean;
}

/**
 * Its functions reject with an `APIError` whose `code` is the reason. The body has
 * `retryAfterSeconds` if waiting helps.
 * @throws {TypeError} for a wrong option, which it names
 */
export declare function betterAuthPhone(options: BetterAuthPhoneOptions): BetterAuthPhone;

import type { ClientAddress, PhoneLoginReason } from './index.js';
import type { Foreign, IntegrationOptions, OriginOptions } from './lib/integrations/options.js';

/** Options of {@link PhoneStrategy}. Unknown options are refused. */
export interface PhoneStrategyOptions<Request = Foreign>
  extends IntegrationOptions<[request: Request]>,
    OriginOptions {
  /** `socket`: the address that the connection comes from. */
  clientAddress: ClientAddress<[request: Request]> | 'socket';
  /** The user of a phone in E.164; nothing refuses the login with 401. */
  onVerified(verified: { phone: string; request: Request }): unknown;
}

/** What a callback of `passport.authenticate` gets as `info` where a user's input was refused. */
export interface PhoneStrategyInfo {
  reason: PhoneLoginReason;
  message: string;
  retryAfterSeconds?: number;
}

/**
 * A strategy named `phone`. It reads `phone` and `code`, and the CAPTCHA's `challenge` if there is
 * one, from the body that the app has parsed; or the proof of a mobile app as `token`. What a user
 * can do something about fails with {@link PhoneStrategyInfo} and its status; anything else is an
 * error.
 */
export declare class PhoneStrategy<Request = Foreign> {
  /** @throws {TypeError} for a wrong option, which it names */
  constructor(options: PhoneStrategyOptions<Request>);
  name: string;
  authenticate(request: Foreign, options?: Foreign): void;
}

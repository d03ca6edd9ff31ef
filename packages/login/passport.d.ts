import type { ClientAddress, PhoneLoginReason } from './index.js';
import type { Foreign, IntegrationOptions, OriginOptions } from './lib/integrations/options.js';

/** Options of {@link PhoneStrategy}. Unknown options are refused. */
export interface PhoneStrategyOptions<Request = Foreign>
  extends IntegrationOptions<[request: Request]>,
    OriginOptions {
  /** `socket`: the address that the connection comes from. */
  clientAddress: ClientAddress<[request: Request]> | 'socket';
  /** The user of a phone in E.164. Nothing refuses the login with 401. */
  onVerified(verified: { phone: string; request: Request }): unknown;
}

/** The `info` of a failure in a callback of `passport.authenticate`. */
export interface PhoneStrategyInfo {
  reason: PhoneLoginReason;
  message: string;
  retryAfterSeconds?: number;
}

/**
 * A strategy named `phone`. It reads `phone`, `code` and `challenge`, or the proof of a mobile app
 * as `token`, from the parsed body. Below 500 it fails with {@link PhoneStrategyInfo} and the
 * status. Otherwise it is an error.
 */
export declare class PhoneStrategy<Request = Foreign> {
  /** @throws {TypeError} for a wrong option, which it names */
  constructor(options: PhoneStrategyOptions<Request>);
  name: string;
  authenticate(request: Foreign, options?: Foreign): void;
}

import type { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import type { SendGuard } from '../guard/types.js';

/** What frameworks type in ways of their own. */
// biome-ignore lint/suspicious/noExplicitAny: it has to fit all of them.
type Any = any;

/** Why a login did not go on. The README says what each means. */
export type PhoneLoginReason =
  | 'invalid_phone'
  | 'country_not_served'
  | 'wrong_code'
  | 'code_expired'
  | 'code_spent'
  | 'proof_refused'
  | 'slow_down'
  | 'challenge_required'
  | 'sms_may_arrive'
  | 'unfinished'
  | 'unavailable'
  | 'invalid_input'
  | 'origin_refused'
  | 'not_found'
  | 'method_not_allowed'
  | 'internal';

/** All reasons. */
export declare const PHONE_LOGIN_REASONS: readonly PhoneLoginReason[];

/** Texts for end users, in English. */
export declare const DEFAULT_MESSAGES: Readonly<Record<PhoneLoginReason, string>>;

/** Texts of your own, of 1 to 500 characters each; those that are left out stay as they are. */
export type PhoneLoginMessages = { readonly [Reason in PhoneLoginReason]?: string | undefined };

/**
 * Why a login did not go on, for end users. Nothing of the project is in its fields, in `toJSON()`
 * or in what it is printed as.
 *
 * `instanceof` holds across CommonJS and ES modules and across copies of the package.
 */
export declare class PhoneLoginError extends Error {
  constructor(
    reason: PhoneLoginReason,
    init?: {
      message?: string | undefined;
      /** HTTP. @default that of the reason */
      status?: number | undefined;
      retryAfterSeconds?: number | undefined;
      cause?: unknown;
    },
  );
  readonly name: string;
  readonly reason: PhoneLoginReason;
  /** HTTP. */
  readonly status: number;
  /** The same, for frameworks that read this one. */
  readonly statusCode: number;
  /** When it is worth trying again. */
  readonly retryAfterSeconds?: number;
  /** For your log, such as the `BaxVerifyError`. Neither enumerable nor printed. */
  readonly cause: Any;
  /** `retry-after`, for frameworks that read the headers of an error. */
  readonly headers: { readonly [name: string]: string };
  /** `true`, for frameworks that hide the messages of others. */
  readonly expose: boolean;
  toJSON(): {
    name: string;
    reason: PhoneLoginReason;
    status: number;
    message: string;
    retryAfterSeconds?: number | undefined;
  };
}

/** Options of {@link createPhoneLogin}. Unknown options are refused. */
export interface PhoneLoginOptions {
  /** With a server key: proofs are validated. */
  client: Pick<BaxCloudVerifyClient, 'sendOtp' | 'verifyOtp' | 'validateVerificationToken'> & {
    toJSON?: (() => { projectId: string }) | undefined;
  };
  /** @default createSendGuard(): safe limits, counted in this process */
  guard?: Pick<SendGuard, 'checkSend' | 'settleSend' | 'checkVerify' | 'settleVerify'> | undefined;
  /** What codes are for; a proof for another purpose is refused. @default 'LOGIN' */
  purpose?: string | undefined;
  /** The project whose proofs are accepted. @default the client's */
  projectId?: string | undefined;
  /**
   * Makes E.164 of what a user typed (at most 64 characters), or `undefined` of what is no number.
   * Instead of the package's own reading.
   */
  normalizePhone?:
    | ((typed: string) => string | undefined | null | Promise<string | undefined | null>)
    | undefined;
  /**
   * The country of numbers without a country code, such as `AT`. Needs the package
   * `libphonenumber-js`.
   */
  defaultCountry?: string | undefined;
  /** Of each call to the service, in milliseconds. @default 10000 */
  timeout?: number | undefined;
  messages?: PhoneLoginMessages | undefined;
}

/** Who asks, as far as it is known. */
export interface PhoneLoginAttempt {
  /** As the user typed it. */
  phone: string;
  /** Without it nothing is counted by address. */
  ip?: string | undefined;
  device?: string | undefined;
  user?: string | undefined;
  /** The answer to your CAPTCHA, for the guard's `challenge`. */
  challenge?: unknown;
}

/** All methods reject with a {@link PhoneLoginError}. */
export interface PhoneLogin {
  /** Sends a code. */
  send(request: PhoneLoginAttempt): Promise<{
    /** E.164. */
    phone: string;
    expiresInSeconds: number;
    /** When the next send to this number may be asked for. */
    resendAfterSeconds: number;
  }>;
  /** Verifies a code. The phone belongs to the user now. */
  verify(request: PhoneLoginAttempt & { code: string }): Promise<{ phone: string }>;
  /** Takes a proof that was obtained elsewhere, and spends it. */
  accept(request: { token: string }): Promise<{ phone: string }>;
}

/** @throws {TypeError} for a wrong option, which it names */
export declare function createPhoneLogin(options: PhoneLoginOptions): PhoneLogin;

// biome-ignore lint/complexity/noUselessEmptyExport: without it every declaration here would be exported.
export {};

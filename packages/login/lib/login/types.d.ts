import type { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import type { SendGuard } from '../guard/types.js';

/** For what each framework types differently. */
// biome-ignore lint/suspicious/noExplicitAny: it has to fit all of them.
type Any = any;

/** Why a login did not go on. The README says what each reason means. */
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

export declare const PHONE_LOGIN_REASONS: readonly PhoneLoginReason[];

/** In English. */
export declare const DEFAULT_MESSAGES: Readonly<Record<PhoneLoginReason, string>>;

/** Your texts, of 1 to 500 characters. The defaults stand for those that you leave out. */
export type PhoneLoginMessages = { readonly [Reason in PhoneLoginReason]?: string | undefined };

/**
 * Why a login did not go on, for end users: nothing of your project is in its fields, in `toJSON()`
 * or in `inspect`. `instanceof` holds across copies of the package.
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
  /** The same, for frameworks. */
  readonly statusCode: number;
  /** Only where waiting helps. */
  readonly retryAfterSeconds?: number;
  /** For your log, such as a `BaxVerifyError`. It is not enumerable and not printed. */
  readonly cause: Any;
  /** `retry-after`, for frameworks. */
  readonly headers: { readonly [name: string]: string };
  /** `true`: the message may be shown. */
  readonly expose: boolean;
  /** `true`, for hapi, which answers with `output`. */
  readonly isBoom: boolean;
  readonly output: {
    readonly statusCode: number;
    readonly payload: { readonly [name: string]: Any };
    readonly headers: { readonly [name: string]: string };
  };
  /** A `Response`, for Hono. */
  getResponse(): Any;
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
  /** With a server key, `bax_sk_…`. A client key is refused. */
  client: Pick<BaxCloudVerifyClient, 'sendOtp' | 'verifyOtp' | 'validateVerificationToken'> & {
    toJSON?: (() => { projectId: string; isClientKey?: boolean }) | undefined;
  };
  /** @default createSendGuard() */
  guard?:
    | (Pick<SendGuard, 'checkSend' | 'settleSend' | 'checkVerify' | 'settleVerify'> &
        Partial<Pick<SendGuard, 'checkProof' | 'settleProof'>>)
    | undefined;
  /** What codes are for. A proof for another purpose is refused. @default 'LOGIN' */
  purpose?: string | undefined;
  /** The project whose proofs are accepted. @default the client's */
  projectId?: string | undefined;
  /** Makes E.164 of what a user typed, at most 64 characters. Returns nothing if it cannot. */
  normalizePhone?:
    | ((typed: string) => string | undefined | null | Promise<string | undefined | null>)
    | undefined;
  /** Country of numbers without a country code, such as `AT`. Needs `libphonenumber-js`. */
  defaultCountry?: string | undefined;
  /** Of each call to the service, in milliseconds. @default 10000 */
  timeout?: number | undefined;
  messages?: PhoneLoginMessages | undefined;
}

/** Who asks, as far as you know. */
export interface PhoneLoginAttempt {
  /** As the user typed it, at most 64 characters. */
  phone: string;
  /**
   * Of the client. Without it nothing is counted by address, and the process warns once;
   * `undefined` says that this is on purpose.
   */
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
    /** Until this number may ask for the next code. */
    resendAfterSeconds: number;
  }>;
  /** Verifies a code, of 4 to 10 digits. The phone, in E.164, belongs to the user now. */
  verify(request: PhoneLoginAttempt & { code: string }): Promise<{ phone: string }>;
  /** Takes a proof that was obtained elsewhere, and spends it. */
  accept(request: {
    token: string;
    ip?: string | undefined;
    device?: string | undefined;
    user?: string | undefined;
  }): Promise<{ phone: string }>;
}

/** @throws {TypeError} for a wrong option, which it names */
export declare function createPhoneLogin(options: PhoneLoginOptions): PhoneLogin;

// biome-ignore lint/complexity/noUselessEmptyExport: without it every declaration here would be exported.
export {};

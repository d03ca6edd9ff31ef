import type { BaxCloudVerifyClient } from '@baxcloud/baxverify';

/** What frameworks type in ways of their own. */
// biome-ignore lint/suspicious/noExplicitAny: it has to fit all of them.
type Any = any;

// ---------------------------------------------------------------------------------------------------------- guard

/** Up to `max` at once, given back evenly over the window: `max / windowSeconds` a second. */
export interface LimitOptions {
  /** 1 to 1,000,000. */
  max?: number | undefined;
  /** In seconds, to 30 days. */
  windowSeconds?: number | undefined;
}

/** Watches the share of codes that are verified. Shares are of 1. */
export interface BreakerOptions {
  /** How many sends within an hour before it judges. */
  minSends?: number | undefined;
  /** Below this share a challenge is asked for. */
  challengeBelow?: number | undefined;
  /** Below this share sends are refused, for longer each time. */
  blockBelow?: number | undefined;
  firstBlockSeconds?: number | undefined;
  maxBlockSeconds?: number | undefined;
}

/** Every limit has a safe default; `false` switches one off. */
export interface SendLimits {
  /** Sends to one number. @default { max: 10, windowSeconds: 86400 } */
  phone?: LimitOptions | false | undefined;
  /** Sends to numbers that differ in their last digits only. @default { max: 20, windowSeconds: 3600 } */
  prefix?: LimitOptions | false | undefined;
  /** Sends to one country. Set without numbers: 1000 an hour. @default false */
  country?: LimitOptions | false | undefined;
  /** Sends from one address, IPv6 by its /64. @default { max: 15, windowSeconds: 3600 } */
  address?: LimitOptions | false | undefined;
  /** Sends from one device, where the app names it. @default { max: 10, windowSeconds: 3600 } */
  device?: LimitOptions | false | undefined;
  /** Sends for one user, where the app names it. @default { max: 10, windowSeconds: 3600 } */
  user?: LimitOptions | false | undefined;
  /** All sends. Set without numbers: 60 a minute. @default false */
  project?: LimitOptions | false | undefined;
  /** How many last digits a prefix leaves out, 1 to 8. @default 4 */
  prefixDigits?: number | undefined;
  /** The waits between sends to one number. */
  resend?:
    | {
        /** Sends without a wait. @default 2 */
        free?: number | undefined;
        /** The wait after them; it doubles with each send. @default 30 */
        firstWaitSeconds?: number | undefined;
        /** @default 1920 */
        maxWaitSeconds?: number | undefined;
        /** A random part of each wait, of 1. @default 0.1 */
        jitter?: number | undefined;
        /** Each such time without a send forgets one of them. @default 3600 */
        decaySeconds?: number | undefined;
      }
    | undefined;
  breaker?:
    | {
        /** @default { minSends: 15, challengeBelow: 0.3, blockBelow: 0.1, firstBlockSeconds: 600, maxBlockSeconds: 86400 } */
        prefix?: BreakerOptions | false | undefined;
        /** @default { minSends: 300, challengeBelow: 0.2, blockBelow: 0.05, firstBlockSeconds: 600, maxBlockSeconds: 3600 } */
        country?: BreakerOptions | false | undefined;
      }
    | undefined;
  /** Wrong codes, counted across codes. */
  wrongCodes?:
    | {
        /** Without a wait. @default 3 */
        free?: number | undefined;
        /** @default 30 */
        firstWaitSeconds?: number | undefined;
        /** @default 3600 */
        maxWaitSeconds?: number | undefined;
        /** In a row for one phone, before a challenge is asked for. @default 10 */
        challengeAfter?: number | undefined;
        /** In a row for one phone, from clients that did not ask for its code. @default 50 */
        strangers?: number | undefined;
        /** In a row for one phone, at most (NIST SP 800-63B). @default 100 */
        max?: number | undefined;
        /** Tries from one address. @default { max: 30, windowSeconds: 3600 } */
        address?: LimitOptions | undefined;
      }
    | undefined;
}

/** What asks to send or to verify. */
export interface Attempt {
  /** E.164. */
  phone: string;
  ip?: string | undefined;
  device?: string | undefined;
  user?: string | undefined;
}

/** One decision, for logs and metrics: no number, no address, no code. */
export interface DecisionEvent {
  readonly type: 'decision';
  readonly operation: 'send' | 'verify';
  readonly action: 'allow' | 'challenge' | 'refuse';
  /** In monitor mode: what the action would be. */
  readonly wouldBe?: 'allow' | 'challenge' | 'refuse' | undefined;
  readonly reason?: GuardReason | undefined;
  readonly rule?: GuardRule | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** ISO 3166-1 alpha-2, or a calling code such as `+870`. */
  readonly country?: string | undefined;
  /** Digits of the number without its last ones. */
  readonly prefixLength?: number | undefined;
  /** How long the decision took. */
  readonly milliseconds: number;
  readonly store: 'ok' | 'degraded' | 'closed';
}

/** A change of the store's state. */
export interface DegradedEvent {
  readonly state: 'degraded' | 'restored';
  /** `deadline`: no answer within 100 ms; `error`: an error; `in_flight`: too many decisions wait. */
  readonly reason?: string | undefined;
  /** What the store's client rejected with. */
  readonly error?: unknown;
}

/** Options of {@link createSendGuard}. Unknown options are refused. */
export interface SendGuardOptions {
  /** Where the counts are. @default memoryStore() */
  store?: GuardStore | undefined;
  /** 32 to 1024 characters, the same in all processes: keys in a shared store are HMACs with it. */
  secret?: string | undefined;
  /**
   * ISO 3166-1 alpha-2 codes, and calling codes such as `+870` where no country has them. `deny` wins.
   * @default { allow: ['*'] }: every country, and no calling code of none
   */
  countries?:
    | { allow?: readonly string[] | undefined; deny?: readonly string[] | undefined }
    | undefined;
  limits?: SendLimits | undefined;
  /** What all sends may cost, in a unit of your own. */
  budget?:
    | {
        /** @default 1000 */
        perHour?: number | undefined;
        /** @default 5000 */
        perDay?: number | undefined;
        /** What a send costs. @default 1 */
        costOf?: ((country: string | undefined) => number) | undefined;
      }
    | undefined;
  /**
   * Judges the answer to your CAPTCHA: `true` lets the attempt pass. Has 5 seconds; what it throws is a no. Without it,
   * what would be challenged is refused.
   */
  challenge?: ((answer: unknown, attempt: Attempt) => boolean | Promise<boolean>) | undefined;
  /** `monitor` decides and reports, and refuses nothing. @default 'enforce' */
  mode?: 'enforce' | 'monitor' | undefined;
  /** Numbers, prefixes of them (`+4312345*`), addresses and networks (`10.0.0.0/8`) that only the budget sees. */
  safeList?: readonly string[] | undefined;
  onDecision?: ((event: DecisionEvent) => void) | undefined;
  /** Called once per change. */
  onDegraded?: ((event: DegradedEvent) => void) | undefined;
}

/** What an end user may hear of a decision. */
export type GuardReason =
  | 'country_not_served'
  | 'invalid_phone'
  | 'slow_down'
  | 'challenge_required'
  | 'unavailable';

/** Which rule decided, for the owner. */
export type GuardRule =
  | 'resend'
  | 'phone'
  | 'prefix'
  | 'country'
  | 'address'
  | 'device'
  | 'user'
  | 'project'
  | 'budget'
  | 'breaker'
  | 'failures'
  | 'store';

/** What the guard answers. Hand the very object to `settleSend` or `settleVerify`. */
export interface Decision {
  readonly action: 'allow' | 'challenge' | 'refuse';
  readonly reason?: GuardReason | undefined;
  readonly rule?: GuardRule | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** In monitor mode, where `action` is always `allow`. */
  readonly wouldBe?: 'allow' | 'challenge' | 'refuse' | undefined;
}

/** Decides who may send, and who may try a code. */
export interface SendGuard {
  /** Decides on a send and takes what it costs, in one step. Rejects only for wrong arguments (TypeError). */
  checkSend(attempt: Attempt & { challenge?: unknown }): Promise<Decision>;
  /** Tells how the send ended: `not_sent` and `rejected` give back what was taken. Once per decision. */
  settleSend(
    decision: Decision,
    outcome: 'sent' | 'not_sent' | 'rejected' | 'unknown',
  ): Promise<{ resendAfterSeconds: number }>;
  /** Before a code is tried. Takes one try. */
  checkVerify(attempt: Attempt & { challenge?: unknown }): Promise<Decision>;
  settleVerify(decision: Decision, result: 'verified' | 'wrong_code' | 'not_tried'): Promise<void>;
  /** Forgets the sends and wrong codes of one number, as for a user who asks your support. */
  forgive(attempt: Pick<Attempt, 'phone'>): Promise<void>;
  close(): void;
}

/** Where a guard keeps its counts: what {@link memoryStore} and {@link redisStore} return. */
export interface GuardStore {
  readonly isShared: boolean;
  readonly open: (settings: never) => unknown;
}

/**
 * A guard that decides on sends by phone, prefix, country, address, device, user and budget, and on tries of codes.
 * @throws {TypeError} for a wrong option, which it names
 */
export declare function createSendGuard(options?: SendGuardOptions): SendGuard;

/** Counts of this process, in a bounded amount of memory. */
export declare function memoryStore(options?: {
  /** 4,000,000 or more. @default 200000000 */
  maxBytes?: number | undefined;
}): GuardStore;

/** Counts that processes share, in Redis 6.2 or later or Valkey. The guard needs a `secret` with it. */
export declare function redisStore(
  /** A client of `ioredis`, `redis` or `iovalkey` that you made and close. */
  client: object,
  options?: {
    /** What keys begin with. @default 'baxverify-login' */
    prefix?: string | undefined;
    /** How many processes share the budget while Redis is gone. @default 16 */
    processes?: number | undefined;
  },
): GuardStore;

/**
 * The country of an E.164 number: an ISO 3166-1 alpha-2 code; a calling code such as `+870` where no country has it;
 * `undefined` where nobody has it, or for what is not E.164.
 */
export declare function countryOf(phone: string): string | undefined;

// ---------------------------------------------------------------------------------------------------------- login

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
 * Why a login did not go on, for end users. Nothing of the project is in its fields, in `toJSON()` or in what it is printed as.
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
   * Makes E.164 of what a user typed (at most 64 characters), or `undefined` of what is no number. Instead of the
   * package's own reading.
   */
  normalizePhone?:
    | ((typed: string) => string | undefined | null | Promise<string | undefined | null>)
    | undefined;
  /** The country of numbers without a country code, such as `AT`. Needs the package `libphonenumber-js`. */
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

// ------------------------------------------------------------------------------------------------------- handlers

/** The type of a global value's instances, where the compiler knows it. */
type Global<Name extends string, Otherwise> = typeof globalThis extends {
  [Key in Name]: { prototype: infer Type };
}
  ? Type
  : Otherwise;

type FetchRequest = Global<'Request', { readonly url: string; readonly method: string }>;
type FetchResponse = Global<'Response', { readonly status: number }>;
type FetchHeaders = Global<'Headers', { append(name: string, value: string): void }>;

/** What the handlers need of a request of Node. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
}

/** What the handlers need of a response of Node. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(...args: never[]): unknown;
}

/** How the address of a client is found. No header is trusted unless you say so. */
export type ClientAddress<Args extends unknown[]> =
  /** How many proxies of yours add to `X-Forwarded-For`, 1 to 10. */
  | { readonly trustedProxies: number }
  /** What cannot be read counts as one address that all such clients share. */
  | ((...args: Args) => string | undefined | null | Promise<string | undefined | null>)
  /** Nothing is counted by address. */
  | 'none';

interface HandlerOptions<Request, Args extends unknown[]> {
  login: PhoneLogin;
  /**
   * The pages that may call, such as `https://app.example`. They get CORS headers, with credentials.
   * @default the origin that serves the routes
   */
  origins?: readonly string[] | undefined;
  /** Where `/send`, `/verify` and `/proof` are. @default '/login' */
  basePath?: string | undefined;
  /** Where the vendor's own clients bring a proof. @default '/auth/phone-login' */
  phoneLoginPath?: string | false | undefined;
  /** A name of the client's device that the client cannot choose, for the guard. */
  device?: ((...args: Args) => string | undefined | Promise<string | undefined>) | undefined;
  /** The user who asks, where somebody is logged in already, for the guard. */
  user?: ((...args: Args) => string | undefined | Promise<string | undefined>) | undefined;
  /** Texts for end users, or a function that picks them, as by `Accept-Language`. */
  messages?:
    | PhoneLoginMessages
    | ((request: Request) => PhoneLoginMessages | undefined)
    | undefined;
  /**
   * Hears of errors of 500 and above, with their `cause`.
   * @default console.error
   */
  onError?: ((error: PhoneLoginError, request: Request) => void) | undefined;
  /** 256 to 65536. @default 4096 */
  maxBodyBytes?: number | undefined;
  /** How long a body may take, in milliseconds. @default 10000 */
  bodyTimeout?: number | undefined;
}

/** Options of {@link toFetchHandler}. Unknown options are refused. */
export interface FetchHandlerOptions<Context = Any>
  extends HandlerOptions<FetchRequest, [request: FetchRequest, context: Context]> {
  clientAddress: ClientAddress<[request: FetchRequest, context: Context]>;
  /**
   * Makes the session; `false` serves `/send` only, where another library makes it. Return a `Response`, or what is to be answered as JSON; nothing answers `{ phone }`. `headers` go with the
   * answer. What it throws is answered as a 500, and the code is spent.
   */
  onVerified:
    | false
    | ((verified: {
        /** E.164. */
        phone: string;
        request: FetchRequest;
        context: Context;
        headers: FetchHeaders;
      }) => unknown);
}

/** Options of {@link toNodeHandler}. Unknown options are refused. */
export interface NodeHandlerOptions<
  Request extends NodeRequest = Any,
  Response extends NodeResponse = Any,
> extends HandlerOptions<Request, [request: Request, response: Response]> {
  /** `socket`: the address that the connection comes from. */
  clientAddress: ClientAddress<[request: Request, response: Response]> | 'socket';
  /**
   * Makes the session; `false` serves `/send` only, where another library makes it. Return a `Response`, or what is to be answered as JSON; nothing answers `{ phone }`. `headers` go with the
   * answer, and so does what you set on `response`. What it throws is answered as a 500, and the code is spent.
   */
  onVerified:
    | false
    | ((verified: {
        /** E.164. */
        phone: string;
        request: Request;
        response: Response;
        headers: FetchHeaders;
      }) => unknown);
}

/**
 * Routes for `fetch`: Next.js, Hono, SvelteKit, Nuxt, Remix, Astro, Bun, Deno.
 * @throws {TypeError} for a wrong option, which it names
 */
export declare function toFetchHandler<Context = Any>(
  options: FetchHandlerOptions<Context>,
): (request: FetchRequest, context?: Context) => Promise<FetchResponse>;

/**
 * Routes for Node's own requests: Express, Koa, Fastify, NestJS, `http`. Calls `next` for other paths, where there is one.
 * @throws {TypeError} for a wrong option, which it names
 */
export declare function toNodeHandler<
  Request extends NodeRequest = Any,
  Response extends NodeResponse = Any,
>(
  options: NodeHandlerOptions<Request, Response>,
): (request: Request, response: Response, next?: (error?: Any) => void) => Promise<void>;

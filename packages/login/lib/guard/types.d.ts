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
  /**
   * Sends to numbers that differ in their last digits only.
   * @default { max: 20, windowSeconds: 3600 }
   */
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
        /**
         * @default { minSends: 15, challengeBelow: 0.3, blockBelow: 0.1, firstBlockSeconds: 600,
         * maxBlockSeconds: 86400 }
         */
        prefix?: BreakerOptions | false | undefined;
        /**
         * @default { minSends: 300, challengeBelow: 0.2, blockBelow: 0.05, firstBlockSeconds: 600,
         * maxBlockSeconds: 3600 }
         */
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
  /**
   * `deadline`: no answer within 100 ms; `error`: an error; `in_flight`: too many decisions wait.
   */
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
   * ISO 3166-1 alpha-2 codes, and calling codes such as `+870` where no country has them. `deny`
   * wins.
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
   * Judges the answer to your CAPTCHA: `true` lets the attempt pass. Has 5 seconds; what it throws
   * is a no. Without it, what would be challenged is refused.
   */
  challenge?: ((answer: unknown, attempt: Attempt) => boolean | Promise<boolean>) | undefined;
  /** `monitor` decides and reports, and refuses nothing. @default 'enforce' */
  mode?: 'enforce' | 'monitor' | undefined;
  /**
   * Numbers, prefixes of them (`+4312345*`), addresses and networks (`10.0.0.0/8`) that only the
   * budget sees.
   */
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
  /**
   * Decides on a send and takes what it costs, in one step. Rejects only for wrong arguments
   * (TypeError).
   */
  checkSend(attempt: Attempt & { challenge?: unknown }): Promise<Decision>;
  /**
   * Tells how the send ended: `not_sent` and `rejected` give back what was taken. Once per
   * decision.
   */
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
 * A guard that decides on sends by phone, prefix, country, address, device, user and budget, and on
 * tries of codes.
 * @throws {TypeError} for a wrong option, which it names
 */
export declare function createSendGuard(options?: SendGuardOptions): SendGuard;

/** Counts of this process, in a bounded amount of memory. */
export declare function memoryStore(options?: {
  /** 4,000,000 or more. @default 200000000 */
  maxBytes?: number | undefined;
}): GuardStore;

/**
 * Counts that processes share, in Redis 6.2 or later or Valkey. The guard needs a `secret` with it.
 */
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

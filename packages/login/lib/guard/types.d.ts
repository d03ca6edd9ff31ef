/** `max` at once, given back evenly over the window: fewer than twice `max` in any window. */
export interface LimitOptions {
  /** 1 to 1,000,000. */
  max?: number | undefined;
  /** Seconds, 1 to 2,592,000 (30 days). */
  windowSeconds?: number | undefined;
}

type Limit = LimitOptions | false | undefined;

/** Watches the share of sends whose code is verified: 0 to 1. */
export interface BreakerOptions {
  /** Sends, of about an hour, before it judges. */
  minSends?: number | undefined;
  /** Below this share the guard asks for a challenge, if it has one. */
  challengeBelow?: number | undefined;
  /** Below this share it refuses, twice as long each time. */
  blockBelow?: number | undefined;
  firstBlockSeconds?: number | undefined;
  maxBlockSeconds?: number | undefined;
}

/** `false` switches a limit off. A verified code gives back two sends of its prefix and origin. */
export interface SendLimits {
  /** Sends to one number. @default { max: 10, windowSeconds: 86400 } */
  phone?: Limit;
  /**
   * More sends to one number from a device, or else an address, that was verified for it within 30
   * days: for when others use up the waits and the limit of the number. All such origins together.
   * @default { max: 5, windowSeconds: 86400 }
   */
  phoneKnown?: Limit;
  /**
   * The same for a solved challenge, if you set `challenge`. All who solve it together.
   * @default { max: 3, windowSeconds: 86400 }
   */
  phoneSolved?: Limit;
  /** Sends to numbers with the same first digits. @default { max: 20, windowSeconds: 86400 } */
  prefix?: Limit;
  /** Sends to one country. @default { max: 300, windowSeconds: 86400 } */
  country?: Limit;
  /** Sends from one address, IPv6 by its /64. @default { max: 15, windowSeconds: 3600 } */
  address?: Limit;
  /** Sends of one device, if you name it. @default { max: 10, windowSeconds: 3600 } */
  device?: Limit;
  /** Sends of one user, if you name it. @default { max: 10, windowSeconds: 3600 } */
  user?: Limit;
  /**
   * Sends that the service rejected, for each address, device and user. They take nothing of the
   * other limits. @default { max: 100, windowSeconds: 3600 }
   */
  rejected?: Limit;
  /**
   * Proofs that were not accepted, by address, else by device or user.
   * @default { max: 30, windowSeconds: 3600 }
   */
  proofs?: Limit;
  /** All sends; `{}` is 60 a minute. @default false */
  project?: Limit;
  /** Last digits that a prefix leaves out, 1 to 8. @default 4 */
  prefixDigits?: number | undefined;
  /** Waits between sends to one number without a verified code. */
  resend?:
    | {
        /** Sends in a row without a wait. @default 2 */
        free?: number | undefined;
        /** The next wait. It doubles with each send. @default 30 */
        firstWaitSeconds?: number | undefined;
        /** @default 1920 */
        maxWaitSeconds?: number | undefined;
        /** Random part of a wait, 0 to 0.5. @default 0.1 */
        jitter?: number | undefined;
        /** One send is forgotten for each such time without one. @default 3600 */
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
  /** Wrong codes in a row for one number, counted across its codes. */
  wrongCodes?:
    | {
        /** Without a wait, for each origin: a device, or else an address. @default 3 */
        free?: number | undefined;
        /** The next wait. It doubles with each wrong code. @default 30 */
        firstWaitSeconds?: number | undefined;
        /** @default 3600 */
        maxWaitSeconds?: number | undefined;
        /** From here on everybody is challenged, if there is a challenge. @default 10 */
        challengeAfter?: number | undefined;
        /** At most, from origins that did not ask for a code. @default 50 */
        strangers?: number | undefined;
        /** At most (NIST SP 800-63B: 100). @default 100 */
        max?: number | undefined;
        /** Tries from one address, for all numbers. @default { max: 30, windowSeconds: 3600 } */
        address?: LimitOptions | undefined;
      }
    | undefined;
}

/** Who asks to send, or to verify. */
export interface Attempt {
  /** E.164. */
  phone: string;
  ip?: string | undefined;
  /** Cut at 256 characters, as is `user`. */
  device?: string | undefined;
  user?: string | undefined;
}

type Action = 'allow' | 'challenge' | 'refuse';

/** What an end user may hear of a decision. */
export type GuardReason =
  | 'country_not_served'
  | 'invalid_phone'
  | 'slow_down'
  | 'challenge_required'
  | 'unavailable';

/** Which rule decided, for the owner. `failures`: wrong codes. */
export type GuardRule =
  | 'resend'
  | 'phone'
  | 'prefix'
  | 'country'
  | 'address'
  | 'device'
  | 'user'
  | 'project'
  | 'rejected'
  | 'proofs'
  | 'budget'
  | 'breaker'
  | 'failures'
  | 'store';

/** What the guard answers. Pass the same object to `settleSend` and so on. */
export interface Decision {
  readonly action: Action;
  readonly reason?: GuardReason | undefined;
  readonly rule?: GuardRule | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** In monitor mode, where `action` is always `allow`. */
  readonly wouldBe?: Action | undefined;
}

/** A decision, for logs and metrics: no number, no address, no code. */
export interface DecisionEvent extends Decision {
  readonly type: 'decision';
  readonly operation: 'send' | 'verify' | 'proof';
  /** ISO 3166-1 alpha-2, or a calling code such as `+870`. */
  readonly country?: string | undefined;
  /** Digits of the number without its last ones. */
  readonly prefixLength?: number | undefined;
  /** How long the decision took. */
  readonly milliseconds: number;
  /** `degraded`: this process decided by itself. `closed`: and its share is used up. */
  readonly store: 'ok' | 'degraded' | 'closed';
}

type SendOutcome = 'sent' | 'not_sent' | 'rejected' | 'unknown';
type VerifyResult = 'verified' | 'wrong_code' | 'not_tried';
type ProofResult = 'accepted' | 'refused' | 'not_tried';

/** How an allowed send or try ended. Only on the `diagnostics_channel` `baxverify:login`. */
export interface SettledEvent {
  readonly type: 'settled';
  readonly operation: 'send' | 'verify' | 'proof';
  readonly outcome: SendOutcome | VerifyResult | ProofResult;
  readonly country?: string | undefined;
}

/** A change of the store's state. */
export interface DegradedEvent {
  readonly state: 'degraded' | 'restored';
  /** No answer in time, an error, or too many decisions that wait. */
  readonly reason?: 'deadline' | 'error' | 'in_flight' | undefined;
  /** What the store's client rejected with. */
  readonly error?: unknown;
}

/** Options of {@link createSendGuard}. Unknown options are refused. */
export interface SendGuardOptions {
  /** Where the counts are. @default memoryStore() */
  store?: GuardStore | undefined;
  /** 32 to 1024 characters, the same in all processes. Required with `redisStore`. */
  secret?: string | undefined;
  /**
   * ISO 3166-1 alpha-2 codes. Calling codes of no country, such as `+870`, have to be named. `deny`
   * wins.
   * @default every country
   */
  countries?:
    | { allow?: readonly string[] | undefined; deny?: readonly string[] | undefined }
    | undefined;
  limits?: SendLimits | undefined;
  /** What all sends may cost, in your unit. `Infinity` is no limit. */
  budget?:
    | {
        /** In any 60 minutes. @default 1000 */
        perHour?: number | undefined;
        /** In any 24 hours. @default 5000 */
        perDay?: number | undefined;
        /**
         * The share of both for phones that were verified within 30 days and for solved challenges:
         * 0 to 0.9. @default 0.2, or 0 with your own `perHour` or `perDay`
         */
        reserve?: number | undefined;
        /** What a send costs. Without a number of 0 or more the send is refused. @default 1 */
        costOf?: ((country: string | undefined) => number) | undefined;
      }
    | undefined;
  /**
   * Judges the answer to your CAPTCHA within 5 seconds: only `true` passes. Without it the guard
   * refuses where it would challenge.
   */
  challenge?: ((answer: unknown, attempt: Attempt) => boolean | Promise<boolean>) | undefined;
  /** `monitor` decides and reports, and refuses nothing. @default 'enforce' */
  mode?: 'enforce' | 'monitor' | undefined;
  /**
   * Numbers, prefixes (`+4312345*`), addresses and networks (`10.0.0.0/8`) whose sends pass every
   * limit. They count for the budget.
   */
  safeList?: readonly string[] | undefined;
  /** Called for each decision. */
  onDecision?: ((event: DecisionEvent) => void) | undefined;
  /** Called once per change of the store. Without it, the process warns. */
  onDegraded?: ((event: DegradedEvent) => void) | undefined;
}

/** Decides who may send, and who may try a code. Rejects only for wrong arguments (TypeError). */
export interface SendGuard {
  /** Checks all limits, then takes from all of them, in one step. */
  checkSend(attempt: Attempt & { challenge?: unknown }): Promise<Decision>;
  /** Once per decision. `not_sent` and `rejected` give back what was taken. */
  settleSend(decision: Decision, outcome: SendOutcome): Promise<{ resendAfterSeconds: number }>;
  /** Takes one try. */
  checkVerify(attempt: Attempt & { challenge?: unknown }): Promise<Decision>;
  /** Once per decision. `not_tried` gives the try back. */
  settleVerify(decision: Decision, result: VerifyResult): Promise<void>;
  /** Before a proof is validated. Takes one of the limit of proofs. */
  checkProof(source: Omit<Attempt, 'phone'>): Promise<Decision>;
  /** `accepted` and `not_tried` give it back. */
  settleProof(decision: Decision, result: ProofResult): Promise<void>;
  /** Forgets the sends, waits and wrong codes of one number, for your support desk. */
  forgive(attempt: Pick<Attempt, 'phone'>): Promise<void>;
  close(): void;
}

/** Where a guard keeps its counts: what {@link memoryStore} and {@link redisStore} return. */
export interface GuardStore {
  readonly isShared: boolean;
  readonly open: (settings: never) => unknown;
}

/** @throws {TypeError} for a wrong option, which it names */
export declare function createSendGuard(options?: SendGuardOptions): SendGuard;

/** Counts of this process, in bounded memory. */
export declare function memoryStore(options?: {
  /** 4,000,000 to 8,000,000,000. @default 200000000 */
  maxBytes?: number | undefined;
}): GuardStore;

/** Counts that processes share, in Redis 6.2 or later, or Valkey. */
export declare function redisStore(
  /** Your client of `ioredis`, `redis` or `iovalkey`. The guard does not close it. */
  client: object,
  options?: {
    /** What keys begin with. @default 'baxverify-login' */
    prefix?: string | undefined;
    /** How many processes share the budget while Redis is gone. @default 16 */
    processes?: number | undefined;
  },
): GuardStore;

// biome-ignore lint/complexity/noUselessEmptyExport: without it every declaration here would be exported.
export {};

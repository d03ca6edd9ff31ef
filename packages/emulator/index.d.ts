/**
 * Local emulator of the BaxCloud BaxVerify SMS one-time-password service.
 *
 * @packageDocumentation
 */

declare global {
  // For compilers that neither target a runtime with the symbol nor know the types of Node.js.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/** Options of {@link startEmulator}. Unknown options are refused. */
export interface EmulatorOptions {
  /**
   * Address to listen on: an IP address or a name of this machine.
   * @default '127.0.0.1'
   */
  host?: string;
  /**
   * Port to listen on, 0 to 65535; 0 takes a free one.
   * @default 0
   */
  port?: number;
  /**
   * Id of the project that exists from the start.
   * @default 'proj_emulator'
   */
  projectId?: string;
  /**
   * Server key of that project. A key that begins with `bax_pk_` counts as a client key.
   * @default `bax_sk_` and 32 random hexadecimal digits
   */
  apiKey?: string;
  /**
   * Client key of that project: good for send and verify only.
   * @default `bax_pk_` and 32 random hexadecimal digits
   */
  clientKey?: string;
  /**
   * Credits of that project. Each delivered SMS costs one; `null` is without limit.
   * @default null
   */
  credits?: number | null;
  /**
   * Credits that a successful verification costs.
   * @default 0
   */
  verifyFee?: number;
  /**
   * Life of a code, in seconds.
   * @default 600
   */
  codeLifetimeSeconds?: number;
  /**
   * Digits of a code, 4 to 10.
   * @default 6
   */
  codeLength?: number;
  /**
   * Wrong codes that one code survives; after as many, not even the right one is accepted.
   * @default 5
   */
  maxAttempts?: number;
  /**
   * SMS to one phone within `sendWindowSeconds`; 0 is without limit.
   * @default 5
   */
  sendLimit?: number;
  /**
   * The sliding window of `sendLimit`, in seconds.
   * @default 600
   */
  sendWindowSeconds?: number;
  /**
   * Life of a proof token, in seconds.
   * @default 900
   */
  proofLifetimeSeconds?: number;
  /**
   * Messages kept per project. The oldest go first, and their codes and log entries with them.
   * @default 10000
   */
  maxMessages?: number;
  /**
   * Path of the database file that keeps projects, messages, proofs and the clock: what was answered
   * is there again after the process was killed. One emulator at a time uses a file. What it holds
   * goes before `seed`, keys and credits given here.
   * @default nothing is kept
   */
  data?: string;
  /** What to begin with: the path of a JSON file, or what is in it. */
  seed?: string | EmulatorSeed;
  /** Rules of chaos to begin with; a reset goes back to them. */
  faults?: FaultRule[];
  /**
   * Called with each SMS once it is delivered, in order. What it throws is an uncaught exception.
   */
  onMessage?: (message: EmulatorMessage) => void;
}

/**
 * What became of a message. A code that ran out or that a newer one replaced is `EXPIRED`; one that
 * was never delivered or used up its attempts is `FAILED`.
 */
export type EmulatorMessageStatus = 'SENT' | 'VERIFIED' | 'FAILED' | 'EXPIRED';

/** One SMS. Dates are ISO 8601 strings in UTC, by the emulator's clock. */
export interface EmulatorMessage {
  id: string;
  /** The `requestId` that the service answered the send with. */
  requestId: string;
  projectId: string;
  /** The destination in E.164 form. */
  phone: string;
  /** What the code is for, if the send said so. */
  purpose?: string;
  /** The code in the text. */
  code: string;
  /** What the SMS says. */
  text: string;
  status: EmulatorMessageStatus;
  createdAt: string;
  expiresAt: string;
  /** When it reached the phone. Absent where it did not. */
  arrivedAt?: string;
  /** When it is to reach the phone, while it is on its way. */
  dueAt?: string;
  /** How often it reached the phone: 0, 1, or 2 for a duplicate. */
  copies: number;
  /** Present once the code was verified. */
  verifiedAt?: string;
  /** Present once the proof that the code was good for was spent. */
  consumedAt?: string;
  /** Present on `FAILED`: `BAXVERIFY_SMS_SEND_FAILED` or `BAXVERIFY_OTP_MAX_ATTEMPTS`. */
  errorCode?: string;
}

/** A key of a project. */
export interface EmulatorApiKey {
  /** `bax_pk_…` is a client key, everything else a server key. */
  key: string;
  /**
   * Whether the key has the BaxVerify scope; calls with a key without it fail with
   * `BAXVERIFY_API_KEY_SCOPE`.
   * @default true
   */
  baxverify?: boolean;
}

/** What can be changed of a project. What is left out stays as it is. */
export interface ProjectChange {
  /** The project to change; one that does not exist is created. The default one if left out. */
  projectId?: string;
  /** `false`: `BAXVERIFY_PROJECT_INACTIVE`. */
  active?: boolean;
  /** `false`: `BAXVERIFY_NO_SUBSCRIPTION`. */
  subscription?: boolean;
  /** `false`: `BAXVERIFY_PLAN_NOT_INCLUDED`. */
  plan?: boolean;
  /** `false`: `BAXVERIFY_FEATURE_DISABLED`. */
  feature?: boolean;
  /** `false`: `BAXVERIFY_SENDER_NOT_CONFIGURED` on send. */
  sender?: boolean;
  /** Credits left; `null` is without limit. */
  credits?: number | null;
  /** Credits that a successful verification costs. */
  verifyFee?: number;
  /** Phones that no SMS reaches: `BAXVERIFY_SMS_SEND_FAILED`. Replaces the list. */
  failPhones?: string[];
  /** All keys of the project. Replaces the list. */
  apiKeys?: EmulatorApiKey[];
}

/** What an emulator begins with. `seed.schema.json` of this package describes the file. */
export interface EmulatorSeed {
  /** The address of the schema, for editors. */
  $schema?: string;
  /** Projects as they begin; a reset goes back to this. Without a `projectId`: the default one. */
  projects?: ProjectChange[];
  /** Rules of chaos to begin with; a reset goes back to them. */
  faults?: FaultRule[];
}

/**
 * A rule of chaos. Exactly one of `error`, `status`, `latencyMs`, `connection` and `sms` says what
 * happens; the other fields pick calls and give details. What is left out picks every call.
 */
export interface FaultRule {
  /** Only calls of this route. */
  route?: 'send' | 'verify' | 'validate-token' | 'stats' | 'logs';
  /** Only calls about this phone, and validations of its proofs. */
  phone?: string;
  /** Only calls of this project. */
  projectId?: string;
  /** Only the nth of these calls, counted from 1. */
  nth?: number;
  /** At most so often. */
  times?: number;
  /** Above 0 and up to 1: how likely each of these calls is picked. */
  probability?: number;
  /** Repeats what is drawn for `probability` and `latencyMs`. Random where left out. */
  seed?: number;

  /** A documented error, by its code. */
  error?: string;
  /** A status from 400 to 599 with an HTML page, as a proxy answers. */
  status?: number;
  /** Milliseconds by which the answer is late. The call takes effect at once. */
  latencyMs?: number | { min: number; max: number };
  /** Cut without an answer, never answered, or answered byte by byte. */
  connection?: 'reset' | 'stall' | 'drip';
  /** Arrives twice, later than the answer, or never. */
  sms?: 'duplicate' | 'late' | 'lost';

  /** With `error` and `status`: the header `Retry-After`. */
  retryAfterSeconds?: number;
  /**
   * Milliseconds. With `sms: 'late'`: how late, by the emulator's clock, 5000 by default. With
   * `connection: 'drip'`: the pause after each byte, 50 by default.
   */
  delayMs?: number;
  /**
   * With `error`, `status`, `reset` and `stall`: the call does its work, and only its answer is lost.
   * @default false
   */
  takesEffect?: boolean;
}

/** A rule in force, with the seed that was given or drawn. */
export type EmulatorFault = FaultRule & {
  readonly id: string;
  readonly seed: number;
  /** How many calls it has picked from. */
  readonly calls: number;
  /** How many of them it has disturbed. */
  readonly hits: number;
};

/** What {@link Emulator.inject} answers. */
export type InjectedFault = EmulatorFault & {
  /** Ends the rule; `false` when it has ended before. */
  remove(): boolean;
};

/** A project as it stands after a change. */
export type ProjectState = Required<Omit<ProjectChange, 'apiKeys'>> & {
  apiKeys: Required<EmulatorApiKey>[];
};

/** How far to move the clock: the sum of all units. Fractions are fine, negative numbers are not. */
export interface TimeSpan {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

/** Options of {@link Emulator.waitForCode}. */
export interface WaitOptions {
  /**
   * Only what arrives after this: a message or its id, or a moment of the emulator's clock.
   * @default everything that can still be used
   */
  after?: Date | string | { id: string };
  /**
   * Milliseconds to wait.
   * @default 4000
   */
  timeout?: number;
}

/** Why a wait ended without a code. */
export interface EmulatorWaitError extends Error {
  code: 'EMULATOR_WAIT_TIMEOUT' | 'EMULATOR_STOPPED';
}

/** A project with its keys, and the calls of {@link Emulator} bound to it. */
export interface EmulatorProject {
  readonly projectId: string;
  /** Server key. */
  readonly apiKey: string;
  /** Client key. */
  readonly clientKey: string;
  readonly url: string;
  readonly env: Emulator['env'];
  codeFor(phone: string): string | undefined;
  waitForCode(phone: string, options?: WaitOptions): Promise<string>;
  messages(filter?: { phone?: string }): EmulatorMessage[];
  update(change: Omit<ProjectChange, 'projectId'>): ProjectState;
  inject(rule: Omit<FaultRule, 'projectId'>): InjectedFault;
  reset(): void;
}

/** A running emulator. Like a server of `node:http`, it keeps the process alive until `stop()`. */
export interface Emulator {
  /** Base URL for clients, such as `http://127.0.0.1:40123/v1`. */
  readonly url: string;
  /** IP address that it listens on. */
  readonly host: string;
  readonly port: number;
  /** Id of the default project. */
  readonly projectId: string;
  /** Server key of the default project, as it was at the start. */
  readonly apiKey: string;
  /** Client key of the default project, as it was at the start. */
  readonly clientKey: string;
  /** The environment variables that point a client here. */
  readonly env: {
    BAXCLOUD_BASE_URL: string;
    BAXCLOUD_PROJECT_ID: string;
    BAXCLOUD_API_KEY: string;
  };
  /**
   * The code that last reached this phone, used and expired ones included: in this project, or in
   * whichever. `undefined` when none did. Works after `stop()` too.
   */
  codeFor(phone: string, options?: { projectId?: string }): string | undefined;
  /**
   * Waits until there is a code that this phone can use: arrived, not used, not expired, not
   * replaced. Resolves at once where there is one. Rejects with an {@link EmulatorWaitError}.
   */
  waitForCode(phone: string, options?: WaitOptions & { projectId?: string }): Promise<string>;
  /** The same as {@link Emulator.waitForCode}, for the whole message. */
  waitForMessage(
    phone: string,
    options?: WaitOptions & { projectId?: string },
  ): Promise<EmulatorMessage>;
  /** The kept messages, newest first. Works after `stop()` too. */
  messages(filter?: { phone?: string; projectId?: string }): EmulatorMessage[];
  /**
   * Forgets messages and send limits, takes projects back to the settings they began with and makes
   * proofs issued so far invalid. Without a `projectId` it does so for every project and takes the
   * clock back to the present.
   * @throws TypeError when there is no such project.
   */
  reset(target?: { projectId?: string }): void;
  /**
   * Moves the emulator's clock ahead and answers what it shows then. Codes, proofs, send limits and
   * dates go by that clock.
   * @throws TypeError for negative spans, and beyond 100 years in all.
   */
  advance(by: TimeSpan): Date;
  /** What the emulator's clock shows. */
  now(): Date;
  /**
   * Creates a project with keys of its own, for a test that shares the emulator with others. With
   * a random id unless one is given; a project that exists already is changed.
   */
  createProject(settings?: ProjectChange): EmulatorProject;
  /**
   * Changes a project, or creates the one that `projectId` names, with random keys unless `apiKeys` are given. Answers its state.
   * @throws TypeError that names the field and what was expected.
   */
  updateProject(change: ProjectChange): ProjectState;
  /**
   * Makes calls go wrong from now on, as the rule says.
   * @throws TypeError that names the field and what was expected.
   */
  inject(rule: FaultRule): InjectedFault;
  /** The rules in force. */
  faults(): EmulatorFault[];
  /** Ends all rules. */
  clearFaults(): void;
  /** Lets the emulator keep the process alive again, as it does from the start. */
  ref(): this;
  /** Lets the process end although the emulator runs. */
  unref(): this;
  /**
   * Stops listening, closes idle connections, gives calls under way half a second and cuts the
   * rest. May be called more than once; every call resolves when the emulator has stopped.
   */
  stop(): Promise<void>;
  /** The same as {@link Emulator.stop}, for `await using`. Present where the runtime has it. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Why an emulator could not listen. */
export interface EmulatorListenError extends Error {
  /**
   * `EADDRINUSE` when the port is taken, `EADDRNOTAVAIL` when the address is not this machine's,
   * `EACCES` when the port is not allowed, otherwise `ELISTEN`.
   */
  code: 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'EACCES' | 'ELISTEN';
  syscall: 'listen';
  address: string;
  port: number;
}

/**
 * Starts an emulator in this process, on a thread of its own. Several may run at once.
 *
 * Rejects with a `TypeError` that names the option when an option is unknown or wrong, and with an
 * {@link EmulatorListenError} when it cannot listen.
 *
 * @example
 * const emulator = await startEmulator();
 * Object.assign(process.env, emulator.env);
 * // … send an OTP to +4366412345678 …
 * const code = emulator.codeFor('+4366412345678');
 * await emulator.stop();
 */
export declare function startEmulator(options?: EmulatorOptions): Promise<Emulator>;

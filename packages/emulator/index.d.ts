/**
 * A local emulator of BaxCloud BaxVerify, the service for one-time passwords by SMS.
 *
 * @packageDocumentation
 */

declare global {
  // For compilers without the types of Node.js whose target does not have this symbol.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/** Options of {@link startEmulator}. Unknown options throw a `TypeError`. */
export interface EmulatorOptions {
  /**
   * The address to listen on: an IP address or a name of this machine.
   * @default '127.0.0.1'
   */
  host?: string;
  /**
   * The port to listen on, 0 to 65535. 0 selects a free port.
   * @default 0
   */
  port?: number;
  /**
   * Names that clients may use as `Host` for the control routes and the inbox, 100 at most. Local
   * names (`localhost`, `*.localhost`) and IP addresses are always allowed.
   * @default []
   */
  allowHosts?: string[];
  /**
   * The path in front of all routes, such as `/sms`. `url` then ends in `/sms/v1`.
   * @default '' // no path
   */
  basePath?: string;
  /**
   * Origins whose pages may call the emulator, such as `http://localhost:3000`, 100 at most. They can
   * also use the control routes, which show codes.
   * @default []
   */
  cors?: string[];
  /**
   * The id of the default project.
   * @default 'proj_emulator'
   */
  projectId?: string;
  /**
   * The server key of the default project. A key that starts with `bax_pk_` is a client key.
   * @default `bax_sk_` and 32 random hexadecimal digits
   */
  apiKey?: string;
  /**
   * The client key of the default project. It can only send and verify.
   * @default `bax_pk_` and 32 random hexadecimal digits
   */
  clientKey?: string;
  /**
   * The credits of the default project. Each delivered SMS costs one. `null` means no limit.
   * @default null
   */
  credits?: number | null;
  /**
   * The credits that a successful verification costs.
   * @default 0
   */
  verifyFee?: number;
  /**
   * The lifetime of a code, in seconds.
   * @default 600
   */
  codeLifetimeSeconds?: number;
  /**
   * The number of digits of a code, 4 to 10.
   * @default 6
   */
  codeLength?: number;
  /**
   * The number of wrong codes before a code is blocked. After that, even the right code is
   * rejected.
   * @default 5
   */
  maxAttempts?: number;
  /**
   * The maximum number of SMS to one phone within `sendWindowSeconds`. 0 means no limit.
   * @default 5
   */
  sendLimit?: number;
  /**
   * The length of the sliding window of `sendLimit`, in seconds.
   * @default 600
   */
  sendWindowSeconds?: number;
  /**
   * The lifetime of a proof token, in seconds.
   * @default 900
   */
  proofLifetimeSeconds?: number;
  /**
   * The number of wrong codes per phone within 24 hours, over all codes of the phone. Above it,
   * even right codes are rejected with `BAXVERIFY_OTP_MAX_ATTEMPTS`. A verification ends the count.
   * 0 means no limit.
   * @default 0
   */
  maxFailuresPerPhone?: number;
  /**
   * The age above which messages are dropped with their codes and log entries, such as `'7d'`,
   * `'12h'`, `'30m'` or `'90s'`.
   * @default no limit
   */
  retention?: string;
  /**
   * The number of messages that are kept per project. Above it, the oldest messages are removed
   * with their codes and log entries.
   * @default 10000
   */
  maxMessages?: number;
  /**
   * The path of a database file that keeps projects, messages, proofs and the clock. Acknowledged
   * changes survive a killed process. Only one emulator at a time can use a file. The file takes
   * precedence over `seed`, keys and credits in these options.
   * @default nothing is kept
   */
  data?: string;
  /**
   * The URL that events of the default project are posted to, such as
   * `http://127.0.0.1:3000/webhooks`. Only `http:`.
   * @default no deliveries
   */
  webhook?: string;
  /**
   * The secret of the signature of webhooks. Needs `webhook`.
   * @default `whsec_` and 32 random hexadecimal digits
   */
  webhookSecret?: string;
  /** The initial state: the path of a JSON file, or its content. */
  seed?: string | EmulatorSeed;
  /** The initial fault rules. A reset restores them. */
  faults?: FaultRule[];
  /**
   * Called with each delivered SMS, in order. An error that it throws is an uncaught exception.
   */
  onMessage?: (message: EmulatorMessage) => void;
}

/**
 * The state of a message. `EXPIRED`: the code has expired, or a newer one replaced it. `FAILED`:
 * the SMS was never delivered, or the code has no attempts left.
 */
export type EmulatorMessageStatus = 'SENT' | 'VERIFIED' | 'FAILED' | 'EXPIRED';

/** One SMS. Dates are ISO 8601 strings in UTC, by the emulator's clock. */
export interface EmulatorMessage {
  id: string;
  /** The `requestId` in the response to the send. */
  requestId: string;
  projectId: string;
  /** The destination in E.164 format. */
  phone: string;
  /** The purpose of the code, if the send has one. */
  purpose?: string;
  /** The code in the text. */
  code: string;
  /** The text of the SMS. */
  text: string;
  status: EmulatorMessageStatus;
  createdAt: string;
  expiresAt: string;
  /** When it reached the phone. Absent if it did not. */
  arrivedAt?: string;
  /** When it will reach the phone. Absent after that. */
  dueAt?: string;
  /** How many times it reached the phone: 0, 1, or 2 for a duplicate. */
  copies: number;
  /** When the code was verified. Absent if it was not. */
  verifiedAt?: string;
  /** When the proof was consumed. Absent if it was not. */
  consumedAt?: string;
  /** Present on `FAILED`: `BAXVERIFY_SMS_SEND_FAILED` or `BAXVERIFY_OTP_MAX_ATTEMPTS`. */
  errorCode?: string;
}

/** Selects messages. Only messages that match all fields are selected. */
export interface MessageFilter {
  phone?: string;
  /** Words and the operators `to:`, `status:`, `purpose:` and `project:`, as in the inbox. */
  search?: string;
}

/** A route of the service, as fault rules and the request journal name it. */
export type EmulatorRoute = 'send' | 'verify' | 'validate-token' | 'stats' | 'logs';

/**
 * How a call ended. `disturbed`: a fault rule affected it. `aborted`: the client closed the
 * connection before the response. `pending`: it has no response yet.
 */
export type EmulatorRequestOutcome = 'succeeded' | 'refused' | 'disturbed' | 'aborted' | 'pending';

/** A call of a client to the service, with keys and proofs replaced by variables. */
export interface EmulatorRequest {
  /** Ascending in the order in which calls were recorded. */
  id: number;
  /** When the call started, by the emulator's clock: an ISO 8601 string in UTC. */
  at: string;
  method: string;
  /** The path with its query string. */
  path: string;
  /** Absent if the path is not one of the service. */
  route?: EmulatorRoute;
  /** The value of the header `X-Project-Id`. */
  projectId?: string;
  phone?: string;
  /** The key with most of its characters replaced, such as `bax_sk_…3f9a`. */
  key?: string;
  outcome: EmulatorRequestOutcome;
  /** Absent if there was no response. */
  status?: number;
  /** The code of the error response. */
  errorCode?: string;
  /** Why the call did not succeed. */
  reason?: string;
  /** Milliseconds until the response. Absent while the call is pending. */
  durationMs?: number;
  /** The fault rules that affected the call, each with its effect, such as `status: 503`. */
  faults: { id: string; effect: string }[];
  body?: string;
  /** Whether only the start of the body was kept. */
  bodyTruncated: boolean;
  /** The call as a curl command, with the key as `$BAXCLOUD_API_KEY`. */
  curl?: string;
}

/** Selects entries of the request journal. */
export interface RequestFilter {
  route?: EmulatorRoute;
  method?: string;
  phone?: string;
  /** A status such as 429, a class such as `'4xx'`, or `'none'` for calls without a response. */
  status?: number | string;
  errorCode?: string;
  outcome?: EmulatorRequestOutcome;
  /** Only later calls: a time of the emulator's clock, a request, or the id of one. */
  since?: Date | number | { id: number };
}

/** The numbers of selected calls, in total and by kind. */
export interface EmulatorRequestCounts {
  total: number;
  succeeded: number;
  refused: number;
  disturbed: number;
  aborted: number;
  pending: number;
  byRoute: { [route in EmulatorRoute]?: number };
  byStatus: { [status: string]: number };
  byErrorCode: { [code: string]: number };
}

/** A key of a project. */
export interface EmulatorApiKey {
  /** `bax_pk_…` is a client key, everything else a server key. */
  key: string;
  /**
   * Whether the key has the BaxVerify scope. Without it, calls with the key fail with
   * `BAXVERIFY_API_KEY_SCOPE`.
   * @default true
   */
  baxverify?: boolean;
}

/** A phone that always gets the same code, or always causes the same error. */
export interface EmulatorTestNumber {
  /** In E.164 format. */
  phone: string;
  /**
   * 4 to 10 digits.
   * @default random
   */
  code?: string;
  /** The code of a documented error. Without it, every call succeeds. */
  error?: string;
  /**
   * The call that fails.
   * @default the call that the error is documented for
   */
  call?: 'send' | 'verify' | 'validate-token';
}

/** The changeable fields of a project. Omitted fields do not change. */
export interface ProjectChange {
  /**
   * The project to change. It is created if it does not exist. The default is the default project.
   */
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
  /** The remaining credits. `null` means no limit. */
  credits?: number | null;
  /** The credits that a successful verification costs. */
  verifyFee?: number;
  /** Phones that receive no SMS: `BAXVERIFY_SMS_SEND_FAILED`. Replaces the list. */
  failPhones?: string[];
  /** All keys of the project. Replaces the list. */
  apiKeys?: EmulatorApiKey[];
  /** Phones with a known code or error, at most 1,000. Replaces the list. */
  testNumbers?: EmulatorTestNumber[];
  /**
   * Where events are posted. Without a `secret`, it is random, and the result contains it. `null`
   * ends the deliveries.
   */
  webhook?: { url: string; secret?: string } | null;
}

/** The initial state of an emulator. `seed.schema.json` in this package describes the file. */
export interface EmulatorSeed {
  /** The path of the schema, for editors. */
  $schema?: string;
  /**
   * The initial projects. A reset restores them. An entry without `projectId` is the default
   * project.
   */
  projects?: ProjectChange[];
  /** The initial fault rules. A reset restores them. */
  faults?: FaultRule[];
}

/**
 * A fault rule. Exactly one of `error`, `status`, `latencyMs`, `connection`, `sms` and `webhook`
 * sets the effect. The other fields select calls and set details. An omitted field selects every
 * call.
 */
export interface FaultRule {
  /** Only calls of this route. */
  route?: EmulatorRoute;
  /** Only calls with this phone, and validations of its proofs. */
  phone?: string;
  /** Only calls of this project. */
  projectId?: string;
  /** With `webhook`: only deliveries of this event. */
  event?: WebhookEventName;
  /** Only the nth of these calls, counted from 1. */
  nth?: number;
  /** The maximum number of times that the rule applies. */
  times?: number;
  /** The probability that a call is selected, above 0 and up to 1. */
  probability?: number;
  /** Makes the random decisions of `probability` and `latencyMs` repeatable. Random by default. */
  seed?: number;

  /** A documented error, by its code. */
  error?: string;
  /** A status from 400 to 599 with an HTML page, as from a proxy. */
  status?: number;
  /** Delays the response, in milliseconds. The call takes effect immediately. */
  latencyMs?: number | { min: number; max: number };
  /** Closed without a response, no response, or a response byte by byte. */
  connection?: 'reset' | 'stall' | 'drip';
  /** Arrives twice, after the response, or never. */
  sms?: 'duplicate' | 'late' | 'lost';
  /**
   * Of the deliveries of an event: twice, later, or never. Or a forgery before it: with the
   * signature of another secret, without a signature, or with a body that was changed after it was
   * signed.
   */
  webhook?: 'duplicate' | 'late' | 'lost' | 'forgedSignature' | 'missingSignature' | 'alteredBody';

  /** With `error` and `status`: the header `Retry-After`. */
  retryAfterSeconds?: number;
  /**
   * In milliseconds. With `sms: 'late'` and `webhook: 'late'`: the delay by the emulator's clock,
   * 5000 by default. With `connection: 'drip'`: the pause after each byte, 50 by default.
   */
  delayMs?: number;
  /**
   * With `error`, `status`, `reset` and `stall`: the call takes effect, and only its response is
   * lost.
   * @default false
   */
  takesEffect?: boolean;
}

/** An active rule, with the given or random seed. */
export type EmulatorFault = FaultRule & {
  readonly id: string;
  readonly seed: number;
  /** The number of calls that its filters matched. */
  readonly calls: number;
  /** The number of calls that it affected. */
  readonly hits: number;
};

/** The result of {@link Emulator.inject}. */
export type InjectedFault = EmulatorFault & {
  /** Removes the rule. Returns `false` if it was already removed. */
  remove(): boolean;
};

/** The state of a project after a change. */
export type ProjectState = Required<Omit<ProjectChange, 'apiKeys' | 'webhook'>> & {
  apiKeys: Required<EmulatorApiKey>[];
  webhook: { url: string; secret: string } | null;
};

/**
 * How far to move the clock: the sum of all units. Fractions are allowed, negative numbers are not.
 */
export interface TimeSpan {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

/** The events of webhooks. The names are an assumption. */
export type WebhookEventName = 'otp.sent' | 'otp.failed' | 'otp.verified' | 'otp.expired';

/** One delivery of an event. Dates are ISO 8601 strings in UTC, by the emulator's clock. */
export interface WebhookDelivery {
  id: string;
  /** The `id` in the body. A duplicate and a redelivery have the same one. */
  eventId: string;
  event: WebhookEventName;
  projectId: string;
  phone: string;
  url: string;
  /** The last three are forgeries by a fault rule. */
  kind:
    | 'original'
    | 'duplicate'
    | 'redelivery'
    | 'forgedSignature'
    | 'missingSignature'
    | 'alteredBody';
  /**
   * `pending`: an attempt is due. `delivered`: the response has a 2xx status. `failed`: there is no
   * further attempt. `lost`: a fault rule made it get lost.
   */
  status: 'pending' | 'delivered' | 'failed' | 'lost';
  /** The body as it was or will be sent: JSON. */
  body: string;
  /** The value of `x-baxcloud-signature`. Absent if the header is left out. */
  signature?: string;
  createdAt: string;
  /** When the next attempt is due. */
  nextAttemptAt?: string;
  attempts: WebhookAttempt[];
}

/** One attempt of a delivery. */
export interface WebhookAttempt {
  at: string;
  durationMs: number;
  /** The HTTP status. Absent if there was no response. */
  status?: number;
  /** The start of the body of the response: up to 1,024 bytes. */
  response?: string;
  /** Why there was no response. */
  error?: string;
}

/** Which deliveries to select. */
export interface WebhookFilter {
  projectId?: string;
  phone?: string;
  event?: WebhookEventName;
  status?: WebhookDelivery['status'];
  eventId?: string;
}

/** Options of {@link Emulator.waitForWebhook}. */
export interface WaitForWebhookOptions extends WebhookFilter {
  /** @default 'delivered' */
  status?: WebhookDelivery['status'];
  /**
   * The timeout in milliseconds.
   * @default 4000
   */
  timeout?: number;
  /** Ends the wait. The promise rejects with the reason of the signal. */
  signal?: AbortSignal;
}

/** Options of {@link Emulator.waitForCode}. */
export interface WaitOptions {
  /**
   * Only messages that arrive after this: a message or its id, or a time of the emulator's clock.
   * @default all usable codes
   */
  after?: Date | string | { id: string };
  /**
   * The timeout in milliseconds.
   * @default 4000
   */
  timeout?: number;
  /** Ends the wait. The promise rejects with the reason of the signal. */
  signal?: AbortSignal;
}

/** Why a wait ended without a code. */
export interface EmulatorWaitError extends Error {
  code: 'EMULATOR_WAIT_TIMEOUT' | 'EMULATOR_STOPPED' | 'EMULATOR_PROJECT_REMOVED';
}

/** A project with its keys, and the methods of {@link Emulator} for this project. */
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
  messages(filter?: MessageFilter & { limit?: number }): EmulatorMessage[];
  deleteMessages(selection: MessageFilter & { ids?: string[]; all?: true }): number;
  requests(filter?: RequestFilter & { limit?: number }): EmulatorRequest[];
  requestCounts(filter?: RequestFilter): EmulatorRequestCounts;
  /** The time of the project's clock, which follows the emulator's clock until it is moved. */
  now(): Date;
  /** Moves only the clock of this project ahead, and returns its new time. */
  advance(by: TimeSpan): Date;
  freeze(): Date;
  unfreeze(): Date;
  /** @throws TypeError if the project was removed. */
  update(change: Omit<ProjectChange, 'projectId'>): ProjectState;
  /** The same as {@link Emulator.removeProject} for this project. */
  remove(): boolean;
  inject(rule: Omit<FaultRule, 'projectId'>): InjectedFault;
  webhooks(filter?: Omit<WebhookFilter, 'projectId'>): WebhookDelivery[];
  waitForWebhook(options?: Omit<WaitForWebhookOptions, 'projectId'>): Promise<WebhookDelivery>;
  reset(): void;
}

/** A running emulator. Like a `node:http` server, it keeps the process alive until `stop()`. */
export interface Emulator {
  /** The base URL for clients, such as `http://127.0.0.1:40123/v1`. */
  readonly url: string;
  /** The IP address that it listens on. */
  readonly host: string;
  readonly port: number;
  /** The id of the default project. */
  readonly projectId: string;
  /** The initial server key of the default project. */
  readonly apiKey: string;
  /** The initial client key of the default project. */
  readonly clientKey: string;
  /** The environment variables that connect a client to this emulator. */
  readonly env: {
    BAXCLOUD_BASE_URL: string;
    BAXCLOUD_PROJECT_ID: string;
    BAXCLOUD_API_KEY: string;
  };
  /**
   * The last code that reached this phone, even if it is used or expired. Without a `projectId`, in
   * any project. `undefined` if there is none. Also works after `stop()`.
   *
   * @throws TypeError if the phone number does not have the E.164 format
   */
  codeFor(phone: string, options?: { projectId?: string }): string | undefined;
  /**
   * Waits for a code that this phone can use. Such a code has arrived and is not used, expired or
   * replaced. Resolves immediately if there is one. Rejects with an {@link EmulatorWaitError}.
   */
  waitForCode(phone: string, options?: WaitOptions & { projectId?: string }): Promise<string>;
  /** The same as {@link Emulator.waitForCode}, but resolves with the whole message. */
  waitForMessage(
    phone: string,
    options?: WaitOptions & { projectId?: string },
  ): Promise<EmulatorMessage>;
  /** The stored messages, newest first. Also works after `stop()`. */
  messages(filter?: MessageFilter & { projectId?: string; limit?: number }): EmulatorMessage[];
  /**
   * Deletes the messages that match all given fields, with their codes, and returns their number.
   * @throws TypeError if no field is given. `all: true` deletes all messages.
   */
  deleteMessages(
    selection: MessageFilter & { projectId?: string; ids?: string[]; all?: true },
  ): number;
  /**
   * The calls that clients made to the service, newest first. The emulator keeps at most 10,000
   * calls and 16 MiB of them.
   */
  requests(filter?: RequestFilter & { projectId?: string; limit?: number }): EmulatorRequest[];
  /** The numbers of these calls, for assertions. */
  requestCounts(filter?: RequestFilter & { projectId?: string }): EmulatorRequestCounts;
  /** Deletes the recorded calls of one project, or all of them. A reset does the same. */
  clearRequests(target?: { projectId?: string }): void;
  /**
   * Deletes messages, resets send limits, restores the initial settings of projects, and
   * invalidates all proofs. Without a `projectId`, it returns to the start: it also removes the
   * projects that were created after the start, and sets the clock to the present.
   * @throws TypeError if the project does not exist.
   */
  reset(target?: { projectId?: string }): void;
  /**
   * Moves the emulator's clock ahead and returns its new time. Codes, proofs, send limits and dates
   * use this clock.
   * @throws TypeError for negative spans, and above 100 years in total.
   */
  advance(by: TimeSpan, options?: { projectId?: string }): Date;
  /** The time of the emulator's clock, or of the clock of a project. */
  now(options?: { projectId?: string }): Date;
  /**
   * Makes the clock stand, and returns its time. It moves only with `advance()`. With a
   * `projectId`, only the clock of this project stands.
   */
  freeze(options?: { projectId?: string }): Date;
  /** Makes the clock run on from where it stands, and returns its time. */
  unfreeze(options?: { projectId?: string }): Date;
  /**
   * Creates a project with its own keys, for a test that shares the emulator with other tests. The
   * id is random by default. If the project exists, it is changed.
   */
  createProject(settings?: ProjectChange): EmulatorProject;
  /**
   * Changes a project, or creates the one that `projectId` names. A new project gets random keys
   * unless you set `apiKeys`. Returns the state of the project.
   * @throws TypeError that names the field and what was expected.
   */
  updateProject(change: ProjectChange): ProjectState;
  /**
   * Removes a project with its messages, proofs, fault rules and recorded calls. Pending waits for
   * it reject with the code `EMULATOR_PROJECT_REMOVED`. Returns `false` if there is none with this
   * id.
   * @throws TypeError for the default project.
   */
  removeProject(projectId: string): boolean;
  /**
   * Adds a rule that makes future calls fail.
   * @throws TypeError that names the field and what was expected.
   */
  inject(rule: FaultRule): InjectedFault;
  /** The active rules. */
  faults(): EmulatorFault[];
  /** Removes all rules. */
  clearFaults(): void;
  /** The deliveries of webhooks, newest first. At most 1,000 are kept per project. */
  webhooks(filter?: WebhookFilter): WebhookDelivery[];
  /**
   * Resolves with the newest delivery that matches, immediately if there is one. Rejects with an
   * {@link EmulatorWaitError}.
   */
  waitForWebhook(options?: WaitForWebhookOptions): Promise<WebhookDelivery>;
  /**
   * Makes a delivery once more: the same body, with the present URL and secret of its project.
   * Returns the new delivery.
   * @throws TypeError if the delivery does not exist, or its project has no webhook.
   */
  redeliver(delivery: string | { id: string }): WebhookDelivery;
  /** Removes deliveries, also pending ones. */
  clearWebhooks(options?: { projectId?: string }): void;
  /** Makes the emulator keep the process alive, which is the default. */
  ref(): this;
  /** Allows the process to exit while the emulator runs. */
  unref(): this;
  /**
   * Stops listening and closes idle connections. Calls in flight have half a second to end, then
   * their connections are closed. You can call it more than once. Every call resolves when the
   * emulator has stopped. On a handle of {@link connectEmulator}, it only ends the handle.
   */
  stop(): Promise<void>;
  /**
   * The same as {@link Emulator.stop}, for `await using`. Present if the runtime has the symbol.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Why an emulator could not listen. */
export interface EmulatorListenError extends Error {
  /**
   * `EADDRINUSE`: the port is in use. `EADDRNOTAVAIL`: the address does not belong to this machine.
   * `EACCES`: the port is not permitted. `ELISTEN`: any other reason.
   */
  code: 'EADDRINUSE' | 'EADDRNOTAVAIL' | 'EACCES' | 'ELISTEN';
  syscall: 'listen';
  address: string;
  port: number;
}

/**
 * Starts an emulator in this process, on its own thread. Several emulators can run at the same
 * time.
 *
 * Rejects with a `TypeError` that names the option if an option is unknown or invalid. Rejects with
 * an {@link EmulatorListenError} if the emulator cannot listen.
 *
 * @example
 * const emulator = await startEmulator();
 * Object.assign(process.env, emulator.env);
 * // … send an OTP to +4366412345678 …
 * const code = emulator.codeFor('+4366412345678');
 * await emulator.stop();
 */
export declare function startEmulator(options?: EmulatorOptions): Promise<Emulator>;

/** Options of {@link connectEmulator}. */
export interface ConnectOptions {
  /**
   * How long to wait until an emulator responds, in milliseconds. A name that is not found and a
   * refused connection are tried again within this time.
   * @default 5000
   */
  timeout?: number;
  /** Ends the wait. The promise rejects with the reason of the signal. */
  signal?: AbortSignal;
}

/** Why an emulator could not be used by {@link connectEmulator} or a method of its handle. */
export interface EmulatorConnectError extends Error {
  /**
   * `EMULATOR_UNREACHABLE`: there was no response. `EMULATOR_UNKNOWN`: something else responds.
   * `EMULATOR_VERSION`: the emulator has another version than this package. `EMULATOR_FORBIDDEN`:
   * the emulator does not accept this host name. `EMULATOR_STOPPED`: the handle was stopped.
   */
  code:
    | 'EMULATOR_UNREACHABLE'
    | 'EMULATOR_UNKNOWN'
    | 'EMULATOR_VERSION'
    | 'EMULATOR_FORBIDDEN'
    | 'EMULATOR_STOPPED';
  /** With `EMULATOR_UNREACHABLE`: the code of the reason, such as `ECONNREFUSED`. */
  reason?: string;
}

/**
 * Connects to an emulator in another process or container, and returns the same handle as
 * {@link startEmulator}. Its methods make HTTP requests. Those that return no promise block the
 * thread until the response is there, at most ten seconds. The handle does not keep the process
 * alive, unless you call `ref()`. `stop()` ends the handle, not the emulator.
 *
 * Rejects with an {@link EmulatorConnectError}, or with a `TypeError` for an invalid argument.
 *
 * @param url the address of the emulator, with or without `/v1`. The default is the environment
 * variable `BAXCLOUD_BASE_URL`.
 *
 * @example
 * const emulator = await connectEmulator('http://127.0.0.1:4229');
 * const code = await emulator.waitForCode('+4366412345678');
 */
export declare function connectEmulator(url?: string, options?: ConnectOptions): Promise<Emulator>;

/**
 * Options of {@link BaxCloudVerifyClient}.
 */
export interface BaxCloudVerifyClientOptions {
  /**
   * The project's id, from the dashboard. Up to 256 visible ASCII characters.
   *
   * `undefined` is refused at run time; the type admits it so that `process.env.BAXCLOUD_PROJECT_ID` can
   * be passed as it is, and a missing variable gives an error that names it.
   */
  projectId: string | undefined;
  /**
   * A server key of the project, `bax_sk_…`. A client key, `bax_pk_…`, may send and verify only.
   * Up to 512 visible ASCII characters; kept in native memory, never printed. `undefined` as with `projectId`.
   */
  apiKey: string | undefined;
  /**
   * Deadline of each call in milliseconds, over everything: name lookup, connecting, TLS, sending,
   * reading the answer whole, retries and the waits between them. Above 0, up to 2147483647.
   * @default 30000
   */
  timeout?: number | undefined;
  /**
   * Print one line per request and per answer with `console.debug`: method, path, status, milliseconds,
   * attempt. Phone numbers are masked; keys, codes and tokens never appear.
   * @default false
   */
  debug?: boolean | undefined;
  /**
   * Where the service lives, such as `http://127.0.0.1:4229/v1` for the emulator. `http:` is accepted
   * only for loopback and private addresses and for names without a public suffix (`localhost`,
   * `emulator`, `*.local`, `*.internal`). Up to 2048 characters.
   *
   * An addition to the documented API.
   * @default the environment variable `BAXCLOUD_BASE_URL`, else `https://api.baxcloud.tech/v1`
   */
  baseUrl?: string | undefined;
  /**
   * How often a call may be repeated, 0 to 10. `sendOtp`, `verifyOtp` and `validateVerificationToken` are
   * repeated only while no request can have reached the service, `getStats` and `listLogs` also after
   * 408, 429, 500, 502, 503, 504 and broken answers.
   *
   * An addition to the documented API.
   * @default 2
   */
  maxRetries?: number | undefined;
}

/**
 * How one call is carried out. An addition to the documented API.
 */
export interface CallOptions {
  /**
   * Ends the call when aborted: the request is cancelled, and the promise rejects with
   * `signal.reason`. A call that has not settled rejects so even if its answer has just arrived.
   * What the service has done by then stays done.
   */
  signal?: AbortSignal | undefined;
  /**
   * Deadline in milliseconds, as in {@link BaxCloudVerifyClientOptions.timeout}.
   * @default the client's
   */
  timeout?: number | undefined;
  /**
   * As in {@link BaxCloudVerifyClientOptions.maxRetries}.
   * @default the client's
   */
  maxRetries?: number | undefined;
}

/** Parameters of {@link BaxCloudVerifyClient.sendOtp}. */
export interface SendOtpRequest {
  /** The destination in full international format (E.164), such as `+4366412345678`; up to 64 characters. */
  phone: string;
  /**
   * What the code is for. `LOGIN` is the documented value; the service decides on others. Up to 256
   * characters.
   */
  purpose?: 'LOGIN' | (string & {}) | undefined;
}

/** What {@link BaxCloudVerifyClient.sendOtp} resolves with. */
export interface SendOtpResult {
  /** How long the code can be entered, in seconds. */
  expiresInSeconds: number;
  /** Assumed, so optional. */
  requestId?: string;
  /** Assumed, so optional. */
  phone?: string;
  /** Assumed, so optional. */
  purpose?: string;
  /** Whatever else the service sends is handed on. */
  [field: string]: unknown;
}

/** Parameters of {@link BaxCloudVerifyClient.verifyOtp}. */
export interface VerifyOtpRequest {
  /** The number that the code was sent to; up to 64 characters. */
  phone: string;
  /** The code as the user typed it; up to 64 characters. */
  code: string;
}

/** What {@link BaxCloudVerifyClient.verifyOtp} resolves with. */
export interface VerifyOtpResult {
  verified: boolean;
  phone: string;
  /** The proof: a JWT that names the phone number and is good for one validation. */
  accessToken: string;
  tokenType: 'Bearer' | (string & {});
  /** Lifetime of the proof in seconds: 900. */
  expiresIn: number;
  /** ISO 8601. */
  expiresAt?: string;
  /** Whatever else the service sends is handed on. */
  [field: string]: unknown;
}

/** Parameters of {@link BaxCloudVerifyClient.validateVerificationToken}. */
export interface ValidateVerificationTokenRequest {
  /** The `accessToken` of a verify result; up to 16384 characters. */
  token: string;
  /**
   * Whether this validation spends the proof, so that it cannot be used again.
   * @default true
   */
  consume?: boolean | undefined;
}

/** What {@link BaxCloudVerifyClient.validateVerificationToken} resolves with. */
export interface ValidateVerificationTokenResult {
  valid: boolean;
  phone: string;
  projectId: string;
  purpose?: string;
  requestId: string;
  /** ISO 8601. */
  expiresAt: string;
  /** ISO 8601. */
  issuedAt: string;
  /** Whatever else the service sends is handed on. */
  [field: string]: unknown;
}

/** Parameters of {@link BaxCloudVerifyClient.getStats}. */
export interface GetStatsQuery {
  /**
   * How many days back to count, a whole number from 1.
   * @default the service's choice
   */
  days?: number | undefined;
}

/** What {@link BaxCloudVerifyClient.getStats} resolves with: counts of messages. */
export interface StatsResult {
  sent: number;
  verified: number;
  failed: number;
  /** Assumed, so optional. */
  days?: number;
  /** Whatever else the service sends is handed on. */
  [field: string]: unknown;
}

/** How a message of the delivery log ended, so far. Assumed. */
export type LogStatus = 'SENT' | 'VERIFIED' | 'FAILED' | 'EXPIRED';

/** Parameters of {@link BaxCloudVerifyClient.listLogs}. */
export interface ListLogsQuery {
  /** Only messages to this number; up to 64 characters. */
  phone?: string | undefined;
  /** Only messages in this state; up to 256 characters. */
  status?: LogStatus | (string & {}) | undefined;
  /** A whole number from 1. */
  page?: number | undefined;
  /** Messages per page, a whole number from 1. */
  limit?: number | undefined;
}

/** One message of the delivery log. Its shape is assumed. */
export interface LogEntry {
  id: string;
  phone: string;
  purpose?: string;
  status: LogStatus | (string & {});
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601. */
  verifiedAt?: string;
  errorCode?: string;
  /** Whatever else the service sends is handed on. */
  [field: string]: unknown;
}

/** What {@link BaxCloudVerifyClient.listLogs} resolves with. Its shape is assumed. */
export interface LogPage {
  items: LogEntry[];
  /** How many messages match, over all pages. */
  total: number;
  page: number;
  limit: number;
  /** Whatever else the service sends is handed on. */
  [field: string]: unknown;
}

/** What other systems, such as Parse Server, log a user in with. */
export interface ExternalAuth {
  /** The verified phone number. */
  id: string;
  /** The proof. */
  token: string;
}

/**
 * A client of the BaxVerify service.
 *
 * Make one and keep it; it may be used from everywhere at once. All clients of a process share one thread and one
 * connection pool per origin, and one thread for deadlines (and short-lived ones for name lookups and large
 * answers). An idle client keeps neither a socket nor the process alive.
 *
 * All methods reject with a {@link BaxVerifyError}, or with the reason of an aborted signal. Arguments that
 * cannot be used give `BAXVERIFY_INVALID_ARGUMENT`, and nothing is sent. Of objects only their own
 * properties are read, not inherited ones.
 */
export declare class BaxCloudVerifyClient {
  /**
   * @throws {BaxVerifyError} `BAXVERIFY_INVALID_ARGUMENT`, with the option's name in `details.field`.
   */
  constructor(options: BaxCloudVerifyClientOptions);

  /**
   * Sends a one-time password by SMS.
   *
   * One call puts at most one request on the wire after which an SMS may exist.
   */
  sendOtp(request: SendOtpRequest, options?: CallOptions): Promise<SendOtpResult>;

  /** Verifies the code that the user typed, and yields the proof. */
  verifyOtp(request: VerifyOtpRequest, options?: CallOptions): Promise<VerifyOtpResult>;

  /** Asks the service whether a proof is genuine, and spends it unless `consume` is `false`. */
  validateVerificationToken(
    request: ValidateVerificationTokenRequest,
    options?: CallOptions,
  ): Promise<ValidateVerificationTokenResult>;

  /** Counts the messages of the last days. */
  getStats(query?: GetStatsQuery, options?: CallOptions): Promise<StatsResult>;

  /** Lists the delivery log, newest message first. */
  listLogs(query?: ListLogsQuery, options?: CallOptions): Promise<LogPage>;

  /**
   * The proof in the form that Parse Server and similar systems take: `{ id: phone, token: accessToken }`.
   * @throws {BaxVerifyError} `BAXVERIFY_INVALID_ARGUMENT` if the result lacks either.
   */
  static externalAuthFromVerifyResult(
    result: Pick<VerifyOtpResult, 'phone' | 'accessToken'>,
  ): ExternalAuth;

  /** The configuration without the key. An addition to the documented API. */
  toJSON(): {
    projectId: string;
    baseUrl: string;
    timeout: number;
    maxRetries: number;
    debug: boolean;
  };
}

/** The codes that the service documents. */
export type BaxVerifyServiceErrorCode =
  | 'BAXVERIFY_FEATURE_DISABLED'
  | 'BAXVERIFY_PLAN_NOT_INCLUDED'
  | 'BAXVERIFY_API_KEY_SCOPE'
  | 'BAXVERIFY_SENDER_NOT_CONFIGURED'
  | 'BAXVERIFY_INSUFFICIENT_CREDITS'
  | 'BAXVERIFY_VERIFY_FEE_CREDITS'
  | 'BAXVERIFY_NO_SUBSCRIPTION'
  | 'BAXVERIFY_RATE_LIMIT'
  | 'BAXVERIFY_OTP_EXPIRED'
  | 'BAXVERIFY_OTP_INVALID'
  | 'BAXVERIFY_OTP_MAX_ATTEMPTS'
  | 'BAXVERIFY_INVALID_PHONE'
  | 'BAXVERIFY_SMS_SEND_FAILED'
  | 'BAXVERIFY_TOKEN_INVALID'
  | 'BAXVERIFY_TOKEN_CONSUMED'
  | 'BAXVERIFY_PROJECT_INACTIVE'
  | 'BAXVERIFY_PROJECT_HEADER_REQUIRED'
  | 'BAXVERIFY_API_KEY_PROJECT_MISMATCH';

/** The codes that this client adds for what no answer of the service describes. */
export type BaxVerifyClientErrorCode =
  /** An argument or option cannot be used; nothing was sent. */
  | 'BAXVERIFY_INVALID_ARGUMENT'
  /** The deadline passed. */
  | 'BAXVERIFY_TIMEOUT'
  /** No connection, no TLS, or the connection broke. */
  | 'BAXVERIFY_NETWORK_ERROR'
  /** A success whose body is not the JSON object that it should be. */
  | 'BAXVERIFY_INVALID_RESPONSE'
  /** A failure status without the service's error body, as from a proxy. */
  | 'BAXVERIFY_HTTP_ERROR'
  /** A fault of this library. */
  | 'BAXVERIFY_INTERNAL_ERROR';

/** A code of today, or one that the service adds later. */
export type BaxVerifyErrorCode =
  | BaxVerifyServiceErrorCode
  | BaxVerifyClientErrorCode
  | (string & {});

/**
 * What became of the request.
 *
 * - `rejected`: the service answered and did not do what was asked.
 * - `not_sent`: the service cannot have acted.
 * - `unknown`: the request may have arrived, so the service may have acted.
 */
export type BaxVerifyOutcome = 'rejected' | 'not_sent' | 'unknown';

/** Details of an error; the service may send more fields or fewer. */
export interface BaxVerifyErrorDetails {
  projectId?: string;
  /** A page of the owner's dashboard. Not for end users. */
  helpUrl?: string;
  docsUrl?: string;
  /** With `BAXVERIFY_INVALID_ARGUMENT`: the name of the argument or option. */
  field?: string;
  /** With `BAXVERIFY_INVALID_ARGUMENT`: what it must be. */
  expected?: string;
  [field: string]: unknown;
}

/** What a {@link BaxVerifyError} is made of. */
export interface BaxVerifyErrorInit {
  code: BaxVerifyErrorCode;
  message: string;
  statusCode?: number | undefined;
  details?: BaxVerifyErrorDetails | undefined;
  path?: string | undefined;
  timestamp?: string | undefined;
  /** @default 'unknown' */
  outcome?: BaxVerifyOutcome | undefined;
  /** @default false */
  retryable?: boolean | undefined;
  retryAfterMs?: number | undefined;
  /** @default 0 */
  attempts?: number | undefined;
  cause?: Error | undefined;
}

/**
 * Every failure of the SDK.
 *
 * `instanceof` holds across CommonJS and ES modules, across copies of the package, and inside test
 * runners' sandboxes. No field holds the key, code, token or whole phone number of the call, even if the
 * service repeats it.
 */
export declare class BaxVerifyError extends Error {
  /** For tests and wrappers; the SDK makes its own. */
  constructor(init: BaxVerifyErrorInit);
  readonly name: string;
  readonly code: BaxVerifyErrorCode;
  /** The HTTP status; undefined where no answer came. */
  readonly statusCode?: number;
  readonly details?: BaxVerifyErrorDetails;
  /** `details.helpUrl`: where the owner of the project can fix the cause. Not for end users. */
  readonly helpUrl: string | undefined;
  /** The path of the request, without its query; undefined if there was none. */
  readonly path?: string;
  /** When the service answered, ISO 8601, if it says so. */
  readonly timestamp?: string;
  readonly outcome: BaxVerifyOutcome;
  /** Whether repeating the call is safe, that is, cannot do twice what was asked once. */
  readonly retryable: boolean;
  /** How long the service asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** How many requests were begun; 0 if none. */
  readonly attempts: number;
  /** Why, as a chain of errors with short sentences. */
  readonly cause?: Error;
  /** The fields as a plain object, for logs. `cause` is its message. */
  toJSON(): Record<string, unknown>;
}

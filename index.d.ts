/**
 * Options of {@link BaxCloudVerifyClient}. An unknown option throws.
 */
export interface BaxCloudVerifyClientOptions {
  /**
   * The id of the project, from the dashboard. Up to 256 visible ASCII characters.
   *
   * @default the environment variable `BAXCLOUD_PROJECT_ID`. Without it, the constructor throws.
   */
  projectId?: string | undefined;
  /**
   * A server key of the project, `bax_sk_…`. A client key, `bax_pk_…`, can only send and verify. Up
   * to 512 visible ASCII characters. The key is never printed. The native build keeps it in native
   * memory.
   * @default the environment variable `BAXCLOUD_API_KEY`. Without it, the constructor throws.
   */
  apiKey?: string | undefined;
  /**
   * The deadline of each call in milliseconds. It covers everything: DNS lookup, connect, TLS,
   * send, receive, retries and backoff. Above 0, up to 2147483647.
   * @default 30000
   */
  timeout?: number | undefined;
  /**
   * Prints one line per request and per response with `console.debug`: method, path, status,
   * milliseconds, attempt. Phone numbers are masked. Keys, codes and tokens never appear.
   * @default false
   */
  debug?: boolean | undefined;
  /**
   * The base URL of the service, such as `http://127.0.0.1:4229/v1` for the emulator. `http:` is
   * accepted only for loopback and private addresses and for names without a public suffix
   * (`localhost`, `emulator`, `*.local`, `*.internal`, `*.test`, `*.home.arpa`). Up to 2048
   * characters.
   *
   * An addition to the documented API. The environment variable `BAXVERIFY_ALLOW_HOSTS` limits the
   * hosts: with `local`, only this machine is allowed.
   * @default the environment variable `BAXCLOUD_BASE_URL`, else `https://api.baxcloud.tech/v1`
   */
  baseUrl?: string | undefined;
  /**
   * The maximum number of retries of a call, 0 to 10. `sendOtp`, `verifyOtp` and
   * `validateVerificationToken` are retried only while no request can have reached the service.
   * `getStats` and `listLogs` are also retried after 408, 429, 500, 502, 503, 504 and invalid
   * responses.
   *
   * An addition to the documented API.
   * @default 2
   */
  maxRetries?: number | undefined;
  /**
   * Gets one line per call at `info`. Retries and slow calls have a further line at `warn`. Each
   * request and response has one at `debug`. pino, bunyan, winston, `console` and loggers with the
   * same methods work. Lines contain no keys, codes and tokens, and phone numbers are masked.
   *
   * An addition to the documented API.
   * @see https://github.com/baxcloud/baxverify-node/blob/main/docs/logging.md
   * @default `console` if there is a level, else no log
   */
  logger?: Logger | undefined;
  /**
   * The lowest level that is written.
   *
   * An addition to the documented API.
   * @default the environment variable `BAXCLOUD_LOG`, else `info` if there is a logger
   */
  logLevel?: LogLevel | undefined;
}

/** The levels of a log. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'off';

/**
 * What {@link BaxCloudVerifyClientOptions.logger} must have. Exceptions, and promises that are
 * returned, change nothing for a call.
 */
export interface Logger {
  debug(...args: never[]): unknown;
  info(...args: never[]): unknown;
  warn(...args: never[]): unknown;
  error(...args: never[]): unknown;
}

/**
 * Options of one call. An addition to the documented API.
 */
export interface CallOptions {
  /**
   * Aborts the call: the request is cancelled, and the promise rejects with `signal.reason`. This
   * is also true if the response has just arrived and the promise has not settled. It does not undo
   * what the service has already done.
   */
  signal?: AbortSignal | undefined;
  /**
   * The deadline in milliseconds, as in {@link BaxCloudVerifyClientOptions.timeout}.
   * @default the value of the client
   */
  timeout?: number | undefined;
  /**
   * As in {@link BaxCloudVerifyClientOptions.maxRetries}.
   * @default the value of the client
   */
  maxRetries?: number | undefined;
}

/**
 * A result with the fields that the service sends and these types do not list. They are kept at run
 * time. A result has no index signature, so that a misspelled field does not compile.
 *
 * @example
 * const { carrier } = result as WithUnknownFields<SendOtpResult>; // unknown
 */
export type WithUnknownFields<Result> = Result & { readonly [field: string]: unknown };

/** Parameters of {@link BaxCloudVerifyClient.sendOtp}. */
export interface SendOtpRequest {
  /** The destination in E.164 format, such as `+4366412345678`. Up to 64 characters. */
  phone: string;
  /**
   * The purpose of the code. The documented value is `LOGIN`. The service decides whether it
   * accepts others. Up to 256 characters.
   */
  purpose?: 'LOGIN' | (string & {}) | undefined;
}

/** What {@link BaxCloudVerifyClient.sendOtp} resolves with. */
export interface SendOtpResult {
  /** How long the code is valid, in seconds. */
  expiresInSeconds: number;
  /** The id of the request. Not documented by the service, so optional. */
  requestId?: string;
  /** The number that the code goes to. Not documented by the service, so optional. */
  phone?: string;
  /** The purpose that was requested. Not documented by the service, so optional. */
  purpose?: string;
}

/** Parameters of {@link BaxCloudVerifyClient.verifyOtp}. */
export interface VerifyOtpRequest {
  /** The number that received the code. Up to 64 characters. */
  phone: string;
  /**
   * The code that the user entered, as typed: 4 to 10 digits. Spaces, dashes and invisible marks
   * are removed. Full-width, Arabic, Persian, Devanagari and Bengali digits are converted. Up to 64
   * characters.
   *
   * Other text rejects with `BAXVERIFY_INVALID_ARGUMENT`, and no attempt is used up. A number is
   * refused, because it loses leading zeros.
   */
  code: string;
}

/** What {@link BaxCloudVerifyClient.verifyOtp} resolves with. */
export interface VerifyOtpResult {
  /**
   * Whether the code was right. Compare it with `true` before you log in a user. The service
   * responds to a wrong code with the error `BAXVERIFY_OTP_INVALID`.
   */
  verified: boolean;
  /** The verified number in E.164 format. Use it, not the number that the user typed. */
  phone: string;
  /** The proof: a JWT that contains the phone number and can be validated once. */
  accessToken: string;
  tokenType: 'Bearer' | (string & {});
  /** The lifetime of the proof in seconds. The default of the service is 900. */
  expiresIn: number;
  /** ISO 8601. */
  expiresAt?: string;
}

/** Parameters of {@link BaxCloudVerifyClient.validateVerificationToken}. */
export interface ValidateVerificationTokenRequest {
  /** The `accessToken` of a {@link VerifyOtpResult}. Up to 16384 characters. */
  token: string;
  /**
   * Whether this validation consumes the proof, so that it cannot be used again.
   * @default true
   */
  consume?: boolean | undefined;
}

/** What {@link BaxCloudVerifyClient.validateVerificationToken} resolves with. */
export interface ValidateVerificationTokenResult {
  /**
   * Whether the proof is valid. Compare it with `true` before you log in a user. The service
   * responds to an invalid proof with the error `BAXVERIFY_TOKEN_INVALID`, and to one that was used
   * with `BAXVERIFY_TOKEN_CONSUMED`.
   */
  valid: boolean;
  /** The number that the proof is for, in E.164 format. Compare it with the account's number. */
  phone: string;
  /** The project that issued the proof. Compare it with yours. */
  projectId: string;
  /**
   * The purpose that `sendOtp` was given. If your app uses several purposes, compare it with the
   * one that you expect, or a proof for one is accepted for another.
   */
  purpose?: string;
  requestId: string;
  /** ISO 8601. */
  expiresAt: string;
  /** ISO 8601. */
  issuedAt: string;
}

/** Parameters of {@link BaxCloudVerifyClient.getStats}. */
export interface GetStatsQuery {
  /**
   * The number of days to count back from now, an integer from 1.
   * @default the service decides
   */
  days?: number | undefined;
}

/** What {@link BaxCloudVerifyClient.getStats} resolves with: counts of messages. */
export interface StatsResult {
  sent: number;
  verified: number;
  failed: number;
  /** Not documented by the service, so optional. */
  days?: number;
}

/** The current state of a message in the delivery log. Assumed. */
export type LogStatus = 'SENT' | 'VERIFIED' | 'FAILED' | 'EXPIRED';

/** Parameters of {@link BaxCloudVerifyClient.listLogs}. */
export interface ListLogsQuery {
  /** Only messages to this number. Up to 64 characters. */
  phone?: string | undefined;
  /** Only messages in this state. Up to 256 characters. */
  status?: LogStatus | (string & {}) | undefined;
  /** An integer from 1. */
  page?: number | undefined;
  /** Messages per page, an integer from 1. */
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
}

/** What {@link BaxCloudVerifyClient.listLogs} resolves with. Its shape is assumed. */
export interface LogPage {
  items: LogEntry[];
  /** The number of matching messages on all pages. */
  total: number;
  page: number;
  limit: number;
}

/** Parameters of {@link BaxCloudVerifyClient.eachLog} and {@link BaxCloudVerifyClient.allLogs}. */
export interface EachLogQuery {
  /** Only messages to this number. Up to 64 characters. */
  phone?: string | undefined;
  /** Only messages in this state. Up to 256 characters. */
  status?: LogStatus | (string & {}) | undefined;
  /**
   * Only messages from this time on: a `Date`, an ISO 8601 text with a time zone (or a date, which
   * begins in UTC), or milliseconds since 1970. The iteration ends at the first page of older
   * messages. An entry whose `createdAt` cannot be read is returned.
   */
  since?: Date | string | number | undefined;
  /**
   * The number of messages that one request asks for, 1 to 1000.
   * @default 100
   */
  pageSize?: number | undefined;
}

/** Options of {@link BaxCloudVerifyClient.allLogs}. */
export interface AllLogsOptions extends CallOptions {
  /**
   * The maximum number of entries, 1 to 100000. The newest ones are returned.
   * @default 10000
   */
  limit?: number | undefined;
}

/** The credentials with which other systems, such as Parse Server, log in a user. */
export interface ExternalAuth {
  /** The verified phone number. */
  id: string;
  /** The proof. */
  token: string;
}

/**
 * Headers of a response, by their names in lower case. Values of the same name are joined by `, `.
 * Up to 64 headers and 4096 bytes. Headers with values above 512 bytes, or with characters other
 * than printable ASCII, are left out. Cookies, and headers whose name contains a word like `auth`,
 * `key` or `token`, are left out too. The key, code, token and phone number of the call are
 * redacted. Frozen, and without the properties of `Object.prototype`.
 */
export type ResponseHeaders = { readonly [name: string]: string | undefined };

/** What {@link responseOf} returns. Frozen. */
export interface ResponseMetadata {
  /** The HTTP status. */
  readonly status: number;
  readonly headers: ResponseHeaders;
  /**
   * The id of the request, for the service's support. It is `requestId` of the body, or else the
   * first of these headers: `x-request-id`, `request-id`, `x-correlation-id`, `x-amzn-requestid`,
   * `x-amz-request-id`, `x-trace-id`, `traceparent` (its trace id), `cf-ray`.
   *
   * Up to 128 letters, digits and the characters `._:/+=@~-`. An id that contains a secret of the
   * call is passed over.
   */
  readonly requestId: string | undefined;
  /** The number of requests of the call, above 1 after retries. */
  readonly attempts: number;
  /** The time of the call in milliseconds, with all attempts and waits. */
  readonly durationMs: number;
}

/**
 * Tells about the response that a result of a client came from. Headers are read and redacted when
 * it is first called. Until then, a result keeps its response and request in memory.
 *
 * @param value a result of `sendOtp`, `verifyOtp`, `validateVerificationToken`, `getStats` or
 * `listLogs`, or a {@link BaxVerifyError} of one
 * @returns `undefined` for all other values, for copies of results, for the entries of `eachLog` and
 * `allLogs`, and for errors without a response
 *
 * @example
 * const result = await client.sendOtp({ phone });
 * console.log(responseOf(result)?.requestId);
 */
export declare function responseOf(value: unknown): ResponseMetadata | undefined;

/**
 * A client of the BaxVerify service.
 *
 * Create one client and keep it. Concurrent calls are safe. All clients of a process share one
 * connection pool and one thread per origin, and one thread for deadlines. Short-lived threads do
 * DNS lookups and check large responses. An idle client keeps no socket open and does not keep the
 * process alive.
 *
 * All methods reject with a {@link BaxVerifyError}, or with the reason of an aborted signal. An
 * invalid argument or an unknown field rejects with `BAXVERIFY_INVALID_ARGUMENT`, and nothing is
 * sent. Only own properties of objects are read, not inherited ones. Methods work without their
 * client, as in `const { sendOtp } = client`.
 */
export declare class BaxCloudVerifyClient {
  /**
   * @throws {BaxVerifyError} `BAXVERIFY_INVALID_ARGUMENT`, with the option's name in
   * `details.field`. `BAXVERIFY_HOST_NOT_ALLOWED` if the environment variable
   * `BAXVERIFY_ALLOW_HOSTS` does not allow the host of `baseUrl`; `details.field` is `baseUrl` or
   * the name of a variable.
   */
  constructor(options?: BaxCloudVerifyClientOptions);

  /**
   * Sends a one-time password by SMS.
   *
   * One call puts at most one request on the wire after which an SMS may exist.
   */
  sendOtp(request: SendOtpRequest, options?: CallOptions): Promise<SendOtpResult>;

  /** Verifies the code that the user entered, and resolves with the proof. */
  verifyOtp(request: VerifyOtpRequest, options?: CallOptions): Promise<VerifyOtpResult>;

  /** Validates a proof with the service, and consumes it unless `consume` is `false`. */
  validateVerificationToken(
    request: ValidateVerificationTokenRequest,
    options?: CallOptions,
  ): Promise<ValidateVerificationTokenResult>;

  /** Returns counts of the messages of the last days. */
  getStats(query?: GetStatsQuery, options?: CallOptions): Promise<StatsResult>;

  /** Lists the delivery log, newest message first. */
  listLogs(query?: ListLogsQuery, options?: CallOptions): Promise<LogPage>;

  /**
   * Iterates over the delivery log, newest message first. It calls {@link listLogs} for a page when
   * the page is needed, and `break` ends it. An addition to the documented API.
   *
   * No entry is returned twice, and none that was in the log at the start is missed, also while new
   * messages arrive. Those may be returned or not. If messages leave the list at the same time, as
   * they can with `status`, pages are read again, but an entry can be missed. The last 10,000
   * entries are remembered, so entries can repeat if 10,000 or more messages arrive between two
   * reads of a page.
   *
   * `timeout` and `maxRetries` apply to each page. `signal` ends the iteration at any time. An
   * error is thrown by the iteration, never by this call. `BAXVERIFY_INVALID_RESPONSE` means that
   * the service repeats pages, or sends entries without an id and a time.
   *
   * @example
   * for await (const entry of client.eachLog({ status: 'FAILED', since })) console.log(entry.id);
   */
  eachLog(query?: EachLogQuery, options?: CallOptions): AsyncIterableIterator<LogEntry>;

  /**
   * Returns the entries of {@link eachLog} as an array, at most `limit`. An addition to the
   * documented API.
   */
  allLogs(query?: EachLogQuery, options?: AllLogsOptions): Promise<LogEntry[]>;

  /**
   * Converts the result to the form that Parse Server and similar systems accept: `{ id: phone,
   * token: accessToken }`.
   * @throws {BaxVerifyError} `BAXVERIFY_INVALID_ARGUMENT` if one of the two is missing.
   */
  static externalAuthFromVerifyResult(
    result: Pick<VerifyOtpResult, 'phone' | 'accessToken'>,
  ): ExternalAuth;

  /**
   * Which build of the SDK this is: `native` makes requests with native code, `fetch` with the
   * `fetch` function of the runtime. `none` is the build for browsers and apps, which throws an
   * error when it is used. An addition to the documented API.
   *
   * @see https://github.com/baxcloud/baxverify-node/blob/main/docs/fetch-build.md#differences
   */
  static readonly build: 'native' | 'fetch' | 'none';

  /** The configuration without the key. An addition to the documented API. */
  toJSON(): {
    projectId: string;
    /** Whether the key is a client key, `bax_pk_…`, which can only send and verify. */
    isClientKey: boolean;
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

/** The codes that this client adds for failures that the service does not describe. */
export type BaxVerifyClientErrorCode =
  /** An argument or option is invalid. Nothing was sent. */
  | 'BAXVERIFY_INVALID_ARGUMENT'
  /** The environment variable `BAXVERIFY_ALLOW_HOSTS` does not allow the host. */
  | 'BAXVERIFY_HOST_NOT_ALLOWED'
  /** The deadline passed. */
  | 'BAXVERIFY_TIMEOUT'
  /** No connection, no TLS, or a broken connection. */
  | 'BAXVERIFY_NETWORK_ERROR'
  /** A success status with a body that is not the expected JSON object. */
  | 'BAXVERIFY_INVALID_RESPONSE'
  /** A failure status without the service's error body, for example from a proxy. */
  | 'BAXVERIFY_HTTP_ERROR'
  /** A bug in this library. */
  | 'BAXVERIFY_INTERNAL_ERROR';

/**
 * The code of an error. The list is closed, so that a misspelled code does not compile. At run time
 * the service may send a code that it added later, so keep a `default` branch. To compare with such
 * a code, use `String(error.code)`.
 */
export type BaxVerifyErrorCode = BaxVerifyServiceErrorCode | BaxVerifyClientErrorCode;

/** The codes that the service documents, at run time. For tables of translations. Frozen. */
export declare const SERVICE_ERROR_CODES: readonly BaxVerifyServiceErrorCode[];

/** The codes that this client adds, at run time. Frozen. */
export declare const CLIENT_ERROR_CODES: readonly BaxVerifyClientErrorCode[];

/** What happened to the request.
 *
 * - `rejected`: the service responded and refused.
 * - `not_sent`: the service cannot have acted.
 * - `unknown`: the request may have arrived, so the service may have acted.
 */
export type BaxVerifyOutcome = 'rejected' | 'not_sent' | 'unknown';

/** Details of an error. The service may send more or fewer fields. */
export interface BaxVerifyErrorDetails {
  projectId?: string;
  /** A page in the dashboard of the project's owner. Not for end users. */
  helpUrl?: string;
  docsUrl?: string;
  /**
   * With `BAXVERIFY_INVALID_ARGUMENT`: the name of the argument or option. With
   * `BAXVERIFY_HOST_NOT_ALLOWED`: `baseUrl`, or the name of an environment variable.
   */
  field?: string;
  /** With `BAXVERIFY_INVALID_ARGUMENT`: the expected value. */
  expected?: string;
  [field: string]: unknown;
}

/** The fields of a new {@link BaxVerifyError}. */
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
  requestId?: string | undefined;
  headers?: ResponseHeaders | undefined;
  cause?: Error | undefined;
}

/**
 * The error class of all failures of the SDK.
 *
 * `instanceof` works across CommonJS and ES modules, across copies of the package, and in the
 * sandboxes of test runners. No field contains the key, code, token or full phone number of the
 * call, even if the service repeats it.
 */
export declare class BaxVerifyError extends Error {
  /** For tests and wrappers. The SDK creates its own errors. */
  constructor(init: BaxVerifyErrorInit);
  readonly name: string;
  /** What went wrong. Decide by it, not by `message` or `statusCode`, and keep a `default`. */
  readonly code: BaxVerifyErrorCode;
  /**
   * The HTTP status of the service's response, `undefined` if there was none. It is not the status
   * for your users: missing credits are a 400, a wrong key is a 403.
   */
  readonly statusCode?: number;
  readonly details?: BaxVerifyErrorDetails;
  /**
   * `details.helpUrl`: the page where the owner of the project can fix the cause. Not for end
   * users.
   */
  readonly helpUrl: string | undefined;
  /** The path of the request, without its query. `undefined` if there was no request. */
  readonly path?: string;
  /** The time of the response, ISO 8601, if the service sends it. */
  readonly timestamp?: string;
  /**
   * Whether the service may have acted: `rejected`, `not_sent` or `unknown`. After `unknown`, an
   * SMS may still arrive, so do not send again automatically.
   */
  readonly outcome: BaxVerifyOutcome;
  /** Whether a retry is safe, so that nothing can happen twice. */
  readonly retryable: boolean;
  /** How long the service asks you to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The number of requests that were started, 0 if none. */
  readonly attempts: number;
  /**
   * The id of the request, as {@link ResponseMetadata.requestId}. In the body, it is read from
   * `requestId`, `error.requestId` and `error.details.requestId`. `undefined` if there was no
   * response.
   */
  readonly requestId?: string;
  /**
   * The headers of the response. `undefined` if there was no response. Not enumerable, and not in
   * `toJSON()`.
   *
   * Read one by its name, as in `error.headers?.['x-request-id']`. A loop or a copy finds none,
   * because the default error handlers of Express, Koa, Fastify and h3 send the `headers` of an
   * error to end users. `responseOf(error)?.headers` can be listed and copied.
   */
  readonly headers?: ResponseHeaders;
  /** The reason, as a chain of errors with short messages. */
  readonly cause?: Error;
  /** The fields as a plain object, for logs. `cause` is the message of the cause. */
  toJSON(): Record<string, unknown>;
}

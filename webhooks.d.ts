/**
 * Verifies the webhooks that the service delivers. This entry does not load the addon.
 *
 * The service documents the header and the algorithm of the signature. It does not document the
 * encoding of the signature, the names of the events, or a protection against replays. What this
 * module assumes is marked as assumed.
 */

/** One secret, or several while you rotate them. Up to 16 secrets of up to 4096 characters. */
export type WebhookSecret = string | readonly string[];

/** The raw body as it arrived. A string is encoded as UTF-8. */
export type WebhookPayload = string | Uint8Array | ArrayBuffer;

/** Parameters of {@link verifyWebhookSignature}. */
export interface VerifyWebhookSignatureOptions {
  /**
   * The secret of the endpoint, `whsec_…`, with this prefix. The type accepts `undefined` so that
   * you can pass `process.env.BAXCLOUD_WEBHOOK_SECRET` directly. At run time, `undefined` throws.
   */
  secret: WebhookSecret | undefined;
  /** The raw body. An object that a parser returned throws, because its bytes are gone. */
  payload: WebhookPayload;
  /**
   * The value of the header `x-baxcloud-signature`: HMAC-SHA256 in hexadecimal or base64, with or
   * without the prefix `sha256=`. The two encodings and the prefix are assumed. Any other value is
   * not valid.
   */
  signature: string | readonly string[] | null | undefined;
}

/** What limits the reading of a delivery. */
export interface WebhookLimits {
  /**
   * The largest body in bytes, 1 to 16777216.
   * @default 1048576
   */
  maxBodyBytes?: number | undefined;
  /**
   * Refuses an event whose `created` is not within this number of seconds of now. An event without
   * `created` is refused too. This check is an addition, because the service documents no
   * protection against replays. Assume that a repeated delivery keeps its `created`: choose more
   * than the time in which the service repeats.
   * @default no check
   */
  maxAgeSeconds?: number | undefined;
  /**
   * The clock for `maxAgeSeconds`, for tests: a `Date`, or milliseconds since 1970.
   * @default Date.now
   */
  now?: (() => number | Date) | undefined;
}

/** Parameters of {@link parseWebhook}. */
export interface ParseWebhookOptions extends VerifyWebhookSignatureOptions, WebhookLimits {}

/** What limits the reading of a body from a connection. */
export interface WebhookReadLimits extends WebhookLimits {
  /**
   * The time for the whole body in milliseconds.
   * @default 10000
   */
  bodyTimeout?: number | undefined;
}

/** Options of {@link readWebhook}. */
export interface ReadWebhookOptions extends WebhookReadLimits {
  /** As in {@link VerifyWebhookSignatureOptions.secret}. */
  secret: WebhookSecret | undefined;
}

/** Options of {@link webhookMiddleware}. */
export interface WebhookMiddlewareOptions extends WebhookReadLimits {
  /**
   * Is called for each request that the middleware refuses, for logs and metrics. What it throws
   * goes to `next`. The response does not wait for a promise that it returns, and a rejection of it
   * is ignored.
   */
  onRefused?: ((error: BaxVerifyWebhookError, request: unknown) => void) | undefined;
}

/** The names of BaxVerify events. Assumed: the emulator uses them. */
export type OtpEventName = 'otp.sent' | 'otp.failed' | 'otp.verified' | 'otp.expired';

/** The message that an event is about. Assumed: the emulator sends these fields. */
export interface OtpEventObject {
  /** In E.164 format. */
  phone: string;
  purpose?: string;
  requestId?: string;
  projectId?: string;
  status?: 'SENT' | 'VERIFIED' | 'FAILED' | 'EXPIRED' | (string & {});
  /** ISO 8601. */
  createdAt?: string;
  /** ISO 8601, with `otp.verified`. */
  verifiedAt?: string;
  /** With `otp.failed`. */
  errorCode?: string;
}

/** The fields of both documented shapes. */
export interface WebhookEventFields<Name extends string> {
  /** The name: the field `event` of the body, or else its `type`. */
  event: Name;
  /** From the body, its `data`, or its `data.object`. */
  projectId?: string;
  /** `evt_…`. A delivery may arrive twice with the same id. */
  id?: string;
  type?: string;
  /** Seconds since 1970. */
  created?: number;
}

/** An event of a BaxVerify message, if {@link isOtpEvent} returns `true`. */
export type OtpEvent =
  | OtpEventOf<'otp.sent'>
  | OtpEventOf<'otp.failed'>
  | OtpEventOf<'otp.verified'>
  | OtpEventOf<'otp.expired'>;

export interface OtpEventOf<Name extends OtpEventName> extends WebhookEventFields<Name> {
  data: { object: OtpEventObject };
}

/** An event that this version does not know, or one with other fields than assumed. */
export interface UnknownWebhookEvent extends WebhookEventFields<OtpEventName | (string & {})> {
  data?: unknown;
}

/**
 * An event. All fields of the body are kept. For a field that has no type here, write
 * `event as WebhookEvent & { field?: unknown }`.
 */
export type WebhookEvent = OtpEvent | UnknownWebhookEvent;

/** The codes of {@link BaxVerifyWebhookError}. */
export type BaxVerifyWebhookErrorCode =
  /** 401: there is no signature. */
  | 'BAXVERIFY_WEBHOOK_SIGNATURE_MISSING'
  /** 401: the signature does not match the body and a secret. */
  | 'BAXVERIFY_WEBHOOK_SIGNATURE_INVALID'
  /** 400: `maxAgeSeconds` refused the event. */
  | 'BAXVERIFY_WEBHOOK_EXPIRED'
  /** 400: the body is no event, or incomplete. 415: it is compressed. */
  | 'BAXVERIFY_WEBHOOK_BODY_INVALID'
  /** 408: the body took longer than `bodyTimeout`. */
  | 'BAXVERIFY_WEBHOOK_BODY_TIMEOUT'
  /** 413: the body is larger than `maxBodyBytes`. */
  | 'BAXVERIFY_WEBHOOK_BODY_TOO_LARGE'
  /** 500: something has read the body before. The message says how to keep it. */
  | 'BAXVERIFY_WEBHOOK_BODY_CONSUMED'
  /** 500: a synchronous function was called in a runtime that has only WebCrypto. */
  | 'BAXVERIFY_WEBHOOK_UNSUPPORTED'
  /** 500: an argument is invalid, such as an empty secret. */
  | 'BAXVERIFY_INVALID_ARGUMENT';

/** Why a delivery was refused. No field holds the secret, the signature or a part of the body. */
export declare class BaxVerifyWebhookError extends Error {
  constructor(init: {
    code: BaxVerifyWebhookErrorCode;
    message: string;
    statusCode?: number | undefined;
    details?: { field: string; expected: string } | undefined;
  });
  readonly name: string;
  readonly code: BaxVerifyWebhookErrorCode;
  /** The HTTP status to respond with. */
  readonly statusCode: number;
  /** With `BAXVERIFY_INVALID_ARGUMENT`: the name of the argument, and the expected value. */
  readonly details?: { field: string; expected: string };
  toJSON(): Record<string, unknown>;
}

/**
 * Whether the signature belongs to the body and one of the secrets. Compares in constant time. A
 * body above 16 MiB is not valid.
 *
 * Not in the builds for `workerd` and `edge-light`: there it throws
 * `BAXVERIFY_WEBHOOK_UNSUPPORTED`. Use {@link readWebhook}.
 *
 * @throws {BaxVerifyWebhookError} `BAXVERIFY_INVALID_ARGUMENT` if a secret is missing or empty, or
 * the payload is no string and no bytes.
 */
export declare function verifyWebhookSignature(options: VerifyWebhookSignatureOptions): boolean;

/**
 * Verifies the signature and returns the event, for frameworks that give you the raw body. Throws
 * where {@link verifyWebhookSignature} returns `false`. Not on the edge.
 *
 * @throws {BaxVerifyWebhookError}
 */
export declare function parseWebhook(options: ParseWebhookOptions): WebhookEvent;

/**
 * Reads the body of a web-standard request up to its limit, verifies the signature, and resolves
 * with the event. Works in Node.js, Bun, Deno and on the edge.
 *
 * Rejects with a {@link BaxVerifyWebhookError}.
 */
export declare function readWebhook(
  request: {
    readonly headers: { get(name: string): string | null };
    readonly body: unknown;
    readonly bodyUsed: boolean;
  },
  options: ReadWebhookOptions,
): Promise<WebhookEvent>;

/**
 * A middleware for Express and `node:http`. It sets `req.baxcloudEvent` and calls `next`.
 *
 * It uses the raw body in `req.rawBody` or `req.body` (from `express.raw()`). If nothing has read
 * the request, it reads the body itself and sets `req.rawBody`. If a parser has read it, it calls
 * `next` with `BAXVERIFY_WEBHOOK_BODY_CONSUMED`.
 *
 * It responds to a refused delivery itself, with the `statusCode` of the error and
 * `{ "error": code }`.
 *
 * @throws {BaxVerifyWebhookError} `BAXVERIFY_INVALID_ARGUMENT` if a secret is missing or empty.
 */
export declare function webhookMiddleware(
  secret: WebhookSecret | undefined,
  options?: WebhookMiddlewareOptions,
): (request: { headers: object }, response: object, next: (error?: unknown) => void) => void;

/** Whether the event is one of {@link OtpEventName} with the fields of {@link OtpEventObject}. */
export declare function isOtpEvent(event: WebhookEvent): event is OtpEvent;

/** Signs a body as the service does, for tests. Not on the edge. */
export declare function signForTest(options: {
  secret: string;
  payload: WebhookPayload;
  /** @default 'hex' */
  encoding?: 'hex' | 'base64' | undefined;
}): string;

declare global {
  namespace Express {
    interface Request {
      /** Set by `webhookMiddleware` of `@baxcloud/baxverify/webhooks`. */
      baxcloudEvent?: WebhookEvent;
    }
  }
}

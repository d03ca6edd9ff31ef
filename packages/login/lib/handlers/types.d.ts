import type { PhoneLogin, PhoneLoginError, PhoneLoginMessages } from '../login/types.js';

/** For what each framework types differently. */
// biome-ignore lint/suspicious/noExplicitAny: it has to fit all of them.
type Any = any;

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

type Text = string | null | undefined;

/** Reads a text from the request. */
export type FromRequest<Args extends unknown[]> = (...args: Args) => Text | Promise<Text>;

/** How the address of a client is found. No header is trusted unless you say so. */
export type ClientAddress<Args extends unknown[]> =
  /** How many of your proxies add to `X-Forwarded-For`, 1 to 10. */
  | { readonly trustedProxies: number }
  /** All clients whose address cannot be read share one limit. */
  | FromRequest<Args>
  /** Nothing is counted by address. */
  | 'none';

/** The address that the outermost of your proxies saw, or `unknown`, for routes of your own. */
export declare function clientAddressOf(
  headers: { get(name: string): string | null } | NodeRequest['headers'],
  choice: { readonly trustedProxies: number },
): string;

/** What all handlers take. */
export interface HandlerOptions<Request, Args extends unknown[]> {
  login: PhoneLogin;
  /**
   * The pages that may call, such as `https://app.example`. They get CORS headers, with credentials.
   * @default the origin that serves the routes
   */
  origins?: readonly string[] | undefined;
  /** Where `/send`, `/verify` and `/proof` are. @default '/login' */
  basePath?: string | undefined;
  /** Where the vendor's clients bring a proof. @default '/auth/phone-login' */
  phoneLoginPath?: string | false | undefined;
  /** Names the device. Never use what a client can choose. */
  device?: FromRequest<Args> | undefined;
  /** Names the user who is logged in already. */
  user?: FromRequest<Args> | undefined;
  /** Texts for end users, or a function that picks them, as by `Accept-Language`. */
  messages?:
    | PhoneLoginMessages
    | ((request: Request) => PhoneLoginMessages | undefined)
    | undefined;
  /** Called for errors of 500 and above that have a `cause`. @default console.error */
  onError?: ((error: PhoneLoginError, request: Request) => void) | undefined;
  /** 256 to 65536. @default 4096 */
  maxBodyBytes?: number | undefined;
  /** How long a body may take, in milliseconds. @default 10000 */
  bodyTimeout?: number | undefined;
}

/**
 * Makes the session of a phone, in E.164. Returns a `Response`, what to answer as JSON, or nothing
 * for `{ phone }`. `headers` are added to the answer. If it throws, the answer is a 500, and the
 * code is spent. `false` serves `/send` only.
 */
export type OnVerified<Facts> =
  | false
  | ((verified: { phone: string; headers: FetchHeaders } & Facts) => unknown);

/** Options of {@link toFetchHandler}. Unknown options are refused. */
export interface FetchHandlerOptions<Context = Any>
  extends HandlerOptions<FetchRequest, [request: FetchRequest, context: Context]> {
  clientAddress: ClientAddress<[request: FetchRequest, context: Context]>;
  onVerified: OnVerified<{ request: FetchRequest; context: Context }>;
}

/** Options of {@link toNodeHandler}. Unknown options are refused. */
export interface NodeHandlerOptions<
  Request extends NodeRequest = Any,
  Response extends NodeResponse = Any,
> extends HandlerOptions<Request, [request: Request, response: Response]> {
  /** `socket`: the address that the connection comes from. */
  clientAddress: ClientAddress<[request: Request, response: Response]> | 'socket';
  onVerified: OnVerified<{ request: Request; response: Response }>;
}

/**
 * Routes for `fetch`: Next.js, Hono, SvelteKit, Nuxt, Remix, Astro, Bun, Deno.
 * @throws {TypeError} for a wrong option, which it names
 */
export declare function toFetchHandler<Context = Any>(
  options: FetchHandlerOptions<Context>,
): (request: FetchRequest, context?: Context) => Promise<FetchResponse>;

/**
 * Routes for Node's requests: Express, Koa, NestJS, `http`. Calls `next` for other paths.
 * @throws {TypeError} for a wrong option, which it names
 */
export declare function toNodeHandler<
  Request extends NodeRequest = Any,
  Response extends NodeResponse = Any,
>(
  options: NodeHandlerOptions<Request, Response>,
): (request: Request, response: Response, next?: (error?: Any) => void) => Promise<void>;

// biome-ignore lint/complexity/noUselessEmptyExport: without it every declaration here would be exported.
export {};

import type { PhoneLogin, PhoneLoginError, PhoneLoginMessages } from '../login/types.js';

/** What frameworks type in ways of their own. */
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
   * The pages that may call, such as `https://app.example`. They get CORS headers, with
   * credentials.
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
   * Makes the session; `false` serves `/send` only, where another library makes it. Return a
   * `Response`, or what is to be answered as JSON; nothing answers `{ phone }`. `headers` go with
   * the answer. What it throws is answered as a 500, and the code is spent.
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
   * Makes the session; `false` serves `/send` only, where another library makes it. Return a
   * `Response`, or what is to be answered as JSON; nothing answers `{ phone }`. `headers` go with
   * the answer, and so does what you set on `response`. What it throws is answered as a 500, and
   * the code is spent.
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
 * Routes for Node's own requests: Express, Koa, Fastify, NestJS, `http`. Calls `next` for other
 * paths, where there is one.
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

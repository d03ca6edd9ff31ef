import type { NodeRequest, toFetchHandler } from './index.js';

/**
 * What the page says by itself, in English. What went wrong is said in the messages of the login.
 */
export declare const DEFAULT_TEXTS: Readonly<{
  phone: string;
  phoneHint: string;
  phoneMissing: string;
  send: string;
  sentTo: string;
  code: string;
  codeMissing: string;
  verify: string;
  resend: string;
  sentAgain: string;
  change: string;
  ready: string;
  loggedIn: string;
  offline: string;
  failed: string;
  needsScript: string;
}>;

/** Options of {@link loginPage}. Unknown options are refused. */
export interface LoginPageOptions {
  /**
   * That of `toNodeHandler` or `toFetchHandler`: the page is there, and calls `/send` and `/verify`
   * below it.
   * @default '/login'
   */
  basePath?: string | undefined;
  /**
   * Where the browser goes once the phone is verified: a path, or an address of http or https.
   * @default '/'
   */
  afterLogin?: string | undefined;
  /** @default 'Log in' */
  title?: string | undefined;
  /** Of the texts. @default 'en' */
  language?: string | undefined;
  /** Texts of your own; those that are left out stay as they are. */
  texts?: Partial<typeof DEFAULT_TEXTS> | undefined;
}

/**
 * The page, its style and its script, with a Content-Security-Policy that allows these and nothing
 * else.
 */
export interface LoginPage {
  /**
   * For Express and Node's own requests. Calls `next` for other paths and methods, where there is
   * one.
   */
  node(request: NodeRequest, response: object, next?: (error?: unknown) => void): void;
  /** For `fetch`. Answers 404 for other paths. */
  fetch(request: {
    readonly url: string;
    readonly method: string;
  }): ReturnType<ReturnType<typeof toFetchHandler>>;
  /** The paths that it serves, for routers that ask for each. */
  readonly paths: readonly string[];
}

/**
 * A login form: a number, then its code. It works by keyboard, with screen readers, and on small
 * screens.
 * @throws {TypeError} for a wrong option, which it names
 */
export declare function loginPage(options?: LoginPageOptions): LoginPage;

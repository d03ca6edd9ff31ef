import type { NodeRequest, toFetchHandler } from './index.js';

/** The texts of the page, in English. The errors are the login's `messages`. */
export declare const DEFAULT_TEXTS: Readonly<
  Record<
    | 'phone'
    | 'phoneHint'
    | 'phoneMissing'
    | 'send'
    | 'sentTo'
    | 'code'
    | 'codeMissing'
    | 'verify'
    | 'resend'
    | 'sentAgain'
    | 'change'
    | 'ready'
    | 'loggedIn'
    | 'offline'
    | 'failed'
    | 'needsScript',
    string
  >
>;

/** Options of {@link loginPage}. Unknown options are refused. */
export interface LoginPageOptions {
  /** That of the handler. @default '/login' */
  basePath?: string | undefined;
  /** Where the browser goes after the login: a path, or an http(s) address. @default '/' */
  afterLogin?: string | undefined;
  /** @default 'Log in' */
  title?: string | undefined;
  /** Of the texts. @default 'en' */
  language?: string | undefined;
  /** Of 1 to 500 characters. The defaults stand for those that you leave out. */
  texts?: Partial<typeof DEFAULT_TEXTS> | undefined;
}

/** The page, its style and its script, with a strict Content-Security-Policy. */
export interface LoginPage {
  /** For Express and `http`. Calls `next` for other paths and methods. */
  node(request: NodeRequest, response: object, next?: (error?: unknown) => void): void;
  /** Answers 404 for other paths. */
  fetch(request: {
    readonly url: string;
    readonly method: string;
  }): ReturnType<ReturnType<typeof toFetchHandler>>;
  /** The paths that it serves. */
  readonly paths: readonly string[];
}

/**
 * A login form: a number, then its code.
 * @throws {TypeError} for a wrong option, which it names
 */
export declare function loginPage(options?: LoginPageOptions): LoginPage;

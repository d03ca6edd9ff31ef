// What the tests of this kit know about an example: a server that they call over HTTP, and its log.

import type { test } from 'node:test';
import type { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import type { Emulator } from '@baxcloud/baxverify-emulator';
import type { client } from './http.mjs';

export interface Subject {
  emulator: Emulator;
  /** The class of the SDK that the example has installed. */
  Client: typeof BaxCloudVerifyClient;
  startApp(options?: AppOptions): Promise<App>;
  /**
   * The user that a response has logged in. By default it comes from `/me`, with the cookie of the
   * response.
   */
  userOf?(app: App, response: Response): Promise<{ phone: string }>;
  /** Replaces `test`, for example with that of a parent's context. */
  test?: typeof test;
}

export interface AppOptions {
  /** The timeout of the app for a call of the service, in milliseconds. */
  timeout?: number;
  /** The URL of the service, instead of the emulator's. */
  baseUrl?: string;
  production?: boolean;
  /** Whether requests come from a proxy on this machine. */
  behindProxy?: boolean;
  /** Where SMS may go, such as `AT`; by default everywhere. */
  countries?: string[];
}

/** An app that stops after the test. */
export type App = ReturnType<typeof client> & {
  /** The entries that its owner sees, in order. */
  errors(): { code: string; outcome: string }[];
  /** Everything that it has logged. */
  log(): string;
};

export type Response = Awaited<ReturnType<App['get']>>;

// What the tests of this kit know of an example: a server that they reach by HTTP, and its log.

import type { test } from 'node:test';
import type { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import type { Emulator } from '@baxcloud/baxverify-emulator';
import type { client } from './http.mjs';

export interface Subject {
  emulator: Emulator;
  /** The class of the SDK as the example has installed it. */
  Client: typeof BaxCloudVerifyClient;
  startApp(options?: AppOptions): Promise<App>;
  /** The user that a response has logged in. By default `/me` says it, for the cookie of the response. */
  userOf?(app: App, response: Response): Promise<{ phone: string }>;
  /** In place of `test`, such as that of a parent's context. */
  test?: typeof test;
}

export interface AppOptions {
  /** Milliseconds that the app gives a call of the service. */
  timeout?: number;
  /** Of the service, in place of the emulator's. */
  baseUrl?: string;
  production?: boolean;
  /** Whether requests come from a proxy on this machine. */
  behindProxy?: boolean;
}

/** An app that ends after the test. */
export type App = ReturnType<typeof client> & {
  /** What its owner is told, in order. */
  errors(): { code: string; outcome: string }[];
  /** All that it has logged. */
  log(): string;
};

export type Response = Awaited<ReturnType<App['get']>>;

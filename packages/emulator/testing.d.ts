// @ts-ignore: without Playwright, nothing here uses this type.
import type { TestType } from '@playwright/test';
import type { Emulator, EmulatorOptions, EmulatorProject } from './index.js';

/** The hooks of a test runner that {@link useEmulator} uses. Runners name them differently. */
export interface TestRunner {
  beforeAll?: unknown;
  before?: unknown;
  beforeEach?: unknown;
  afterAll?: unknown;
  after?: unknown;
}

/** Options of an emulator, and of its use in a test file. */
export interface UseEmulatorOptions extends EmulatorOptions {
  /**
   * Whether the emulator is reset before each test.
   * @default true, but false if other tests may run at the same time: in ava, and with an emulator
   * that all files of a run share
   */
  reset?: boolean;
  /**
   * Whether `process.env` contains {@link Emulator.env}, and `BAXVERIFY_ALLOW_HOSTS` with `local`
   * unless it is set, until after the last test. Not used with a shared emulator.
   * @default true
   */
  env?: boolean;
}

/**
 * Starts an emulator for the tests of this file and stops it after the last. Connects to the
 * emulator of `register`, a global set-up or `baxverify-emulator exec` if there is one. Then only
 * the options `reset` and `env` are allowed. Call it at the top of the file.
 *
 * Throws an `Error` with the code `EMULATOR_REAL_CLIENT` if the application has created a client
 * for the real service, or another host, before. Import the application later, or use `register`.
 *
 * @param runner the object that has the hooks: the namespace of `node:test` or `vitest`,
 * `globalThis` in Jest and mocha, or the `test` of ava
 */
export declare function useEmulator(runner: TestRunner, options?: UseEmulatorOptions): Emulator;

/** The fixtures that {@link withEmulator} adds to each test. */
export interface EmulatorFixtures {
  /** A separate project for each test. It is removed after the test. */
  project: EmulatorProject;
}

/** The fixtures that {@link withEmulator} adds to each worker. */
export interface EmulatorWorkerFixtures {
  /** The emulator of this worker. */
  emulator: Emulator;
}

/**
 * Starts an emulator for this process, and sets {@link Emulator.env} and `BAXVERIFY_ALLOW_HOSTS` in
 * `process.env`. The emulator does not keep the process alive and ends with it. Each worker of a
 * test runner gets its own; a process that a test starts shares that of the test. Call it before
 * the application is loaded, in a module for `node --import`. Without options, use the module
 * `@baxcloud/baxverify-emulator/register` instead.
 *
 * Throws an `Error` with the code `EMULATOR_REAL_CLIENT` as {@link useEmulator} does.
 */
export declare function registerEmulator(options?: EmulatorOptions): void;

/**
 * Starts one emulator for all test files of a run, and sets the same variables. Call it in a global
 * set-up of a test runner. Returns a function that stops the emulator. Without options, use the
 * module `@baxcloud/baxverify-emulator/global-setup` instead.
 */
export declare function setUpEmulator(options?: EmulatorOptions): () => Promise<void>;

/** Options of {@link emulatorWebServer}: those that the command line takes as one value. */
export interface EmulatorWebServerOptions
  extends Omit<EmulatorOptions, 'host' | 'seed' | 'faults' | 'onMessage'> {
  /** The path of a JSON file with the initial state. */
  seed?: string;
}

/**
 * Returns an entry for Playwright's option `webServer` that starts the emulator, and sets the
 * variables for the application and the tests. Its port is 4229 and its server key
 * `bax_sk_playwright` by default, because Playwright reads the configuration in several processes.
 */
export declare function emulatorWebServer(options?: EmulatorWebServerOptions): {
  command: string;
  url: string;
};

/**
 * Extends Playwright's `test` with the fixtures `emulator` (an {@link Emulator}, one per worker, or
 * that of {@link emulatorWebServer}) and `project` (one per test, so that tests can share the
 * emulator).
 */
export declare function withEmulator<TestArgs extends object, WorkerArgs extends object>(
  test: TestType<TestArgs, WorkerArgs>,
  options?: EmulatorOptions,
): TestType<TestArgs & EmulatorFixtures, WorkerArgs & EmulatorWorkerFixtures>;

import type { Emulator, EmulatorOptions } from './index.js';

/** What {@link useEmulator} needs of a runner: Vitest and Jest name it one way, others another. */
export interface TestRunner {
  beforeAll?: unknown;
  before?: unknown;
  beforeEach?: unknown;
  afterAll?: unknown;
  after?: unknown;
}

/** Options of an emulator, and how it is tied to the tests of a file. */
export interface UseEmulatorOptions extends EmulatorOptions {
  /**
   * Whether it goes back to the start before each test.
   * @default true, but false for ava, whose tests of a file run at the same time
   */
  reset?: boolean;
  /**
   * Whether `process.env` holds {@link Emulator.env} from before the first test to after the last.
   * @default true
   */
  env?: boolean;
}

/**
 * Starts an emulator before the first test of this file and stops it after the last. To be called at
 * the top of the file; what it answers is the emulator, to be used inside of tests.
 *
 * @param runner what has the hooks: the namespace of `node:test` or `vitest`, `globalThis` under
 * Jest, the `test` of ava
 */
export declare function useEmulator(runner: TestRunner, options?: UseEmulatorOptions): Emulator;

/**
 * Extends Playwright's `test` with the fixtures `emulator` (an {@link Emulator}, one per worker) and
 * `project` (one per test, so that tests share the emulator without meeting).
 */
export declare function withEmulator<T extends { extend(fixtures: object): unknown }>(
  test: T,
  options?: EmulatorOptions,
): ReturnType<T['extend']>;

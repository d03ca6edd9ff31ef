import type { Emulator, EmulatorOptions } from './index.js';

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
   * @default true, but false for ava, which runs the tests of a file at the same time
   */
  reset?: boolean;
  /**
   * Whether `process.env` contains {@link Emulator.env} from before the first test until after the
   * last.
   * @default true
   */
  env?: boolean;
}

/**
 * Starts an emulator before the first test of this file and stops it after the last. Call it at the
 * top of the file. Use the returned emulator only inside of tests.
 *
 * @param runner the object that has the hooks: the namespace of `node:test` or `vitest`,
 * `globalThis` in Jest, or the `test` of ava
 */
export declare function useEmulator(runner: TestRunner, options?: UseEmulatorOptions): Emulator;

/**
 * Extends Playwright's `test` with the fixtures `emulator` (an {@link Emulator}, one per worker)
 * and `project` (one per test, so that tests can share the emulator).
 */
export declare function withEmulator<T extends { extend(fixtures: object): unknown }>(
  test: T,
  options?: EmulatorOptions,
): ReturnType<T['extend']>;

/**
 * Starts one emulator for all test files of a run, with the default options, and returns a function
 * that stops it. For the option `globalSetup` of Vitest, Jest and Playwright.
 */
declare function setUp(): () => Promise<void>;
export = setUp;

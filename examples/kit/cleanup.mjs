// Stops what a test has started, such as a server, after the test.

import { afterEach } from 'node:test';

const cleanups = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** @param {() => unknown} cleanup awaited after the test that runs now */
export function afterTest(cleanup) {
  cleanups.push(cleanup);
}

// Runs the tests of the native build with the fetch build, as a bundler for workerd resolves it.
// `__test__/support/builds.mjs` lists what differs.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ROOT, run } from '../support/process.mjs';

const SUITES = [
  'abort',
  'arguments',
  'broken-answers',
  'deadline',
  'debug',
  'errors',
  'instanceof',
  'loggers',
  'logging',
  'logs/faults',
  'logs/pages',
  'options',
  'otp-code',
  'polluted',
  'privacy',
  'properties',
  'response',
  'response-of-error',
  'retries',
  'setup-faults',
  'stacks',
  'trace',
  'wire',
];

/** `fetch` works on the thread of the test, and other processes share it. One good run will do. */
const MOST_RUNS = 3;

async function passing(suite) {
  const file = path.join(ROOT, '__test__', `${suite}.test.mjs`);
  const args = ['--conditions=workerd', '--test-reporter=tap', file];
  for (let runs = 1; ; runs++) {
    const result = await run(process.execPath, args, { limit: 300_000 });
    if (result.code === 0 || runs === MOST_RUNS) return result;
  }
}

describe('the fetch build passes', () => {
  for (const suite of SUITES) {
    test(suite, async () => {
      const { code, stdout, stderr } = await passing(suite);
      assert.equal(code, 0, `${stdout}\n${stderr}`);
      const [, passed] = /^# pass (\d+)$/m.exec(stdout);
      const skipped = Number(/^# skipped (\d+)$/m.exec(stdout)[1]);
      assert.ok(Number(passed) >= 3, stdout);
      assert.ok(skipped <= 1, stdout);
    });
  }
});

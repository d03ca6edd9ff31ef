import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runTool } from './support/process.mjs';

const config = fileURLToPath(new URL('jest/jest.config.cjs', import.meta.url));

/** Runs the matching files of `jest/`. All tests must pass, and Jest must end by itself. */
async function runJest(files, expected, flags) {
  const args = [files, '--config', config, '--ci', '--colors=false', ...flags];
  const { code, signal, stdout, stderr } = await runTool('jest/bin/jest.js', args);
  const output = `${stdout}\n${stderr}`;
  assert.equal(signal, null, output);
  assert.equal(code, 0, output);
  const { suites, tests } = expected;
  assert.match(stderr, new RegExp(`^Test Suites: ${suites} passed, ${suites} total$`, 'm'));
  assert.match(stderr, new RegExp(`^Tests: {7}${tests} passed, ${tests} total$`, 'm'));
  // Jest's message about tests that leave something running.
  assert.doesNotMatch(output, /did not exit|failed to exit|tests are done|warn/i);
  return output;
}

test('the package works under Jest in two workers', async () => {
  const output = await runJest('', { suites: 3, tests: 8 }, ['--maxWorkers=2']);
  assert.doesNotMatch(output, /open handle/);
});

test('an idle client is no open handle', async () => {
  const flags = ['--runInBand', '--detectOpenHandles'];
  const output = await runJest('sandbox|modules', { suites: 2, tests: 7 }, flags);
  assert.doesNotMatch(output, /open handle/);
});

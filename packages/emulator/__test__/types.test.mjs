import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const TSC = createRequire(import.meta.url).resolve('typescript/bin/tsc');

function compile(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [TSC, ...args], (error, stdout) =>
      resolve({ code: error ? error.code : 0, stdout }),
    );
  });
}

test('a test of Playwright keeps its fixtures', { timeout: 120_000 }, async () => {
  const folder = fileURLToPath(new URL('types/', import.meta.url));
  const { code, stdout } = await compile('--project', folder);
  assert.equal(code, 0, stdout);
});

test('without Playwright the other types work', { timeout: 120_000 }, async () => {
  const file = fileURLToPath(new URL('../testing.d.ts', import.meta.url));
  const options = ['--module', 'nodenext', '--target', 'es2022', '--noEmit', '--strict'];
  const { code, stdout } = await compile(...options, file);
  assert.equal(code, 0, stdout);
});

// Runs the examples of docs/emulator.md under their test runners.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder, prepare } from './examples.mjs';

const bin = (name) => fileURLToPath(new URL(`node_modules/.bin/${name}`, import.meta.url));
const settings = fileURLToPath(new URL('playwright.config.mjs', import.meta.url));

const shell = fileURLToPath(new URL('shell.test.mjs', import.meta.url));

prepare();
writeFileSync(
  join(folder, 'playwright.config.mjs'),
  `import base from ${JSON.stringify(settings)};\nexport default { ...base, testDir: '.' };\n`,
);

const runs = [
  ['node:test', process.execPath, ['--test', 'login.node.test.mjs', 'tasks.test.mjs'], {}],
  ['Vitest', bin('vitest'), ['run', 'login.vitest.test.mjs', '--reporter=verbose'], {}],
  ['Jest', bin('jest'), ['--rootDir', folder, '--testRegex', 'login\\.jest\\.test\\.cjs$'], {}],
  ['ava', bin('ava'), ['login.ava.test.mjs'], {}],
  ['shell', process.execPath, ['--test', shell], {}],
  ['Playwright', bin('playwright'), ['test', 'login.spec.mjs'], {}],
];

const failed = [];
for (const [name, command, args, env] of runs) {
  console.log(`\n=== ${name}`);
  const { NODE_TEST_CONTEXT: _, ...own } = process.env;
  const { status } = spawnSync(command, args, {
    cwd: folder,
    stdio: 'inherit',
    env: { ...own, ...env },
  });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(', ')}`);
  process.exit(1);
}

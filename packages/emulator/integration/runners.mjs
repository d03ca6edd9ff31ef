// Runs the examples of docs/emulator.md and docs/mocking.md under their test runners.

import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder, prepare } from './examples.mjs';

const bin = (name) => fileURLToPath(new URL(`node_modules/.bin/${name}`, import.meta.url));
const settings = fileURLToPath(new URL('playwright.config.mjs', import.meta.url));

const shell = fileURLToPath(new URL('shell.test.mjs', import.meta.url));

prepare();
// The recipes use the browser that Playwright downloads. Here it is the installed one.
writeFileSync(
  join(folder, 'installed-browser.config.mjs'),
  `import base from ${JSON.stringify(settings)};
import recipe from './playwright.config.mjs';
export default { ...base, ...recipe, testDir: '.', use: { ...base.use, ...recipe.use } };
`,
);
// The recipes of a shared emulator run the same tests.
for (const name of ['login.cjs', 'login.jest.test.cjs', 'login.mjs', 'login.vitest.test.mjs']) {
  cpSync(join(folder, name), join(folder, 'shared', name));
}

const register = ['--import', '@baxcloud/baxverify-emulator/register'];
const shared = join(folder, 'shared');
/** Every run has a live key in its shell, as a developer may. */
const LIVE = { BAXCLOUD_PROJECT_ID: 'proj_live', BAXCLOUD_API_KEY: 'bax_sk_live' };

const runs = [
  ['node:test', 'sh', ['node-test.sh']],
  ['node:test, tasks', process.execPath, [...register, '--test', 'tasks.test.mjs']],
  [
    'node:test, connected',
    bin('baxverify-emulator'),
    ['exec', '--', process.execPath, '--test', 'connected.test.mjs'],
  ],
  ['Vitest', bin('vitest'), ['run', '--reporter=verbose']],
  ['Vitest, threads', bin('vitest'), ['run', '--pool=threads']],
  ['Vitest, vmThreads', bin('vitest'), ['run', '--pool=vmThreads']],
  ['Vitest, without isolation', bin('vitest'), ['run', '--no-isolate']],
  ['Vitest, one emulator', bin('vitest'), ['run', '--root', shared]],
  ['Jest', bin('jest'), []],
  ['Jest, in band', bin('jest'), ['--runInBand']],
  [
    'Jest, one emulator',
    bin('jest'),
    ['--rootDir', shared, '--config', join(shared, 'jest.config.cjs')],
  ],
  ['mocha', bin('mocha'), []],
  ['mocha, in parallel', bin('mocha'), ['--parallel']],
  ['ava', bin('ava'), []],
  ['ava, in processes', bin('ava'), ['--no-worker-threads']],
  ['shell', process.execPath, ['--test', shell]],
  ['Playwright', bin('playwright'), ['test', '--config', 'installed-browser.config.mjs']],
];

const failed = [];
for (const [name, command, args] of runs) {
  console.log(`\n=== ${name}`);
  const { NODE_TEST_CONTEXT: _, ...own } = process.env;
  const { status } = spawnSync(command, args, {
    cwd: folder,
    stdio: 'inherit',
    env: { ...own, ...LIVE },
  });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(', ')}`);
  process.exit(1);
}

// Runs the examples of docs/emulator.md and docs/mocking.md under their test runners.

import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder, prepare } from './examples.mjs';

const bin = (name) => fileURLToPath(new URL(`node_modules/.bin/${name}`, import.meta.url));
const settings = fileURLToPath(new URL('playwright.config.mjs', import.meta.url));

const unseen = fileURLToPath(new URL('unseen.test.mjs', import.meta.url));
const types = fileURLToPath(new URL('../../../node_modules/@types', import.meta.url));
const typescript = fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url));
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

// A second file with the same test: the files of a run do not disturb each other.
for (const test of [
  'node.test.mjs',
  'vitest.test.mjs',
  'jest.test.cjs',
  'mocha.test.mjs',
  'ava.test.mjs',
]) {
  cpSync(join(folder, `login.${test}`), join(folder, `again.${test}`));
}
writeFileSync(
  join(folder, 'mocks.vitest.config.mjs'),
  "export default { test: { include: ['mocks/*.vitest.test.mjs'] } };\n",
);
writeFileSync(
  join(folder, 'mocks/tsconfig.json'),
  JSON.stringify({
    compilerOptions: {
      strict: true,
      module: 'nodenext',
      target: 'es2022',
      types: ['node'],
      typeRoots: [types],
    },
    files: ['stub.mts'],
  }),
);

const register = ['--import', '@baxcloud/baxverify-emulator/register'];
const shared = join(folder, 'shared');
/** Every run has a live key in its shell, as a developer may. */
const LIVE = { BAXCLOUD_PROJECT_ID: 'proj_live', BAXCLOUD_API_KEY: 'bax_sk_live' };

/** What docs/mocking.md sets for runs without an emulator. */
const NOTHING = {
  BAXVERIFY_ALLOW_HOSTS: 'local',
  BAXCLOUD_BASE_URL: 'http://127.0.0.1:9/v1',
  BAXCLOUD_PROJECT_ID: 'proj_test',
  BAXCLOUD_API_KEY: 'bax_sk_test',
};

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
  ['Jest, one worker', bin('jest'), ['--maxWorkers=1', '--workerIdleMemoryLimit=1GB']],
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
  ['requests that are not seen', process.execPath, ['--test', unseen]],
  ['mocks: node:test', 'sh', ['mocks/spy.sh']],
  ['mocks: mock.module', 'sh', ['mocks/module.sh']],
  ['mocks: proxyquire', process.execPath, ['--test', 'mocks/proxyquire.test.cjs']],
  ['mocks: Vitest', bin('vitest'), ['run', '--config', 'mocks.vitest.config.mjs'], NOTHING],
  [
    'mocks: Jest',
    bin('jest'),
    ['--config', '{}', '--testMatch', '**/mocks/*.jest.test.cjs'],
    NOTHING,
  ],
  ['mocks: mocha', bin('mocha'), ['--no-config', 'mocks/sinon.mocha.test.mjs'], NOTHING],
  ['mocks: types', typescript, ['--project', 'mocks']],
  ['mocks: stub', process.execPath, ['mocks/stub.mjs']],
  ['Playwright', bin('playwright'), ['test', '--config', 'installed-browser.config.mjs']],
];

const failed = [];
for (const [name, command, args, env = LIVE] of runs) {
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

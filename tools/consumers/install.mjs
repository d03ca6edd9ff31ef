// The package managers: how each installs a project and runs its `test` script.

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from './process.mjs';
import { program } from './runtimes.mjs';

const INSTALL_LIMIT = 240_000;
const TEST_LIMIT = 90_000;

const yarn4 = (...settings) => ({
  before: (folder) => {
    // It does not install other packages that are less than a day old.
    const lines = [...settings, 'npmPreapprovedPackages: ["@baxcloud/*"]', ''];
    appendFileSync(join(folder, '.yarnrc.yml'), lines.join('\n'));
    // Otherwise it uses the next parent folder with such a file as the project.
    writeFileSync(join(folder, 'yarn.lock'), '');
  },
  install: () => [process.execPath, [program('yarn-4'), 'install']],
  test: () => [process.execPath, [program('yarn-4'), 'run', 'test']],
});

export const managers = {
  npm: { install: () => ['npm', ['install', '--loglevel=error']] },
  pnpm: { install: () => [program('pnpm'), ['install', '--reporter=append-only']] },
  'yarn-1': {
    install: () => [process.execPath, [program('yarn-1'), 'install', '--non-interactive']],
  },
  'yarn-4': yarn4('nodeLinker: node-modules'),
  'yarn-4-pnp': yarn4('nodeLinker: pnp', 'pnpEnableEsmLoader: true'),
  bun: { install: () => [program('bun'), ['install']], bin: () => dirname(program('bun')) },
  deno: { install: () => [program('deno'), ['install']], bin: () => dirname(program('deno')) },
};

/** @returns {Promise<string>} what the manager printed */
export async function install(folder, registry, name = 'npm', args = []) {
  const manager = managers[name];
  manager.before?.(folder);
  const [command, own] = manager.install();
  const { output } = await run(command, [...own, ...args], {
    cwd: folder,
    env: registry.env(),
    limit: INSTALL_LIMIT,
  });
  return output;
}

/**
 * Runs the `test` script of a project as its manager would. If the manager does not run on an old
 * Node, a shell runs it.
 *
 * @returns {Promise<string>} what it printed
 */
export async function runTest(folder, registry, options) {
  const { manager = 'npm', node, limit = TEST_LIMIT, env: more } = options;
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { test, bin } = managers[manager];
  const [command, args] = test?.() ?? shell(scripts.test);
  const path = [node, join(folder, 'node_modules/.bin'), bin?.(), process.env.PATH].filter(Boolean);
  const env = registry.env({ PATH: path.join(delimiter), ...more });
  const { output } = await run(command, args, { cwd: folder, env, limit });
  return output;
}

function shell(script) {
  return process.platform === 'win32'
    ? ['cmd', ['/d', '/s', '/c', script]]
    : ['sh', ['-c', script]];
}

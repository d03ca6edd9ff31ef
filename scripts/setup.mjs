// Makes a fresh clone ready: checks the tools, installs npm packages, builds both native addons.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, probe, root, run } from './run.mjs';

const addons = [
  { name: 'SDK', folder: root },
  { name: 'emulator', folder: join(root, 'packages/emulator') },
];

/** Files that the build writes and that are kept in git, so that a change of them is seen. */
const generated = addons.flatMap(({ folder }) => [
  join(folder, 'native.js'),
  join(folder, 'native.d.ts'),
]);

export function checkTools() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) fail('Developing needs Node 20 or later (the packages themselves run on 18).');
  if (!probe('cargo', ['--version'])) {
    fail('cargo was not found. Install Rust from https://rustup.rs and open a new terminal.');
  }
}

export function installPackages() {
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  // Not `npm ci`: that refuses a lock file without the optional binaries of other platforms. Versions are
  // those of the lock file all the same.
  run('npm', ['install', '--no-save', '--no-audit', '--ignore-scripts', '--loglevel=error']);
}

/** Builds what is not up to date; cargo knows. */
export function buildAddons() {
  for (const { name, folder } of addons) {
    console.log(`building the ${name}`);
    // The working folder decides which addon is built.
    run(
      'npx',
      [
        'napi',
        'build',
        '--platform',
        '--release',
        '--js',
        'native.js',
        '--dts',
        'native.d.ts',
        '--',
        '--locked',
      ],
      { cwd: folder },
    );
  }
}

/** Builds, and fails where the build changed a file that is kept in git. */
export function buildAndCompareGenerated() {
  const before = generated.map(readIfThere);
  buildAddons();
  const changed = generated.filter((file, at) => readIfThere(file) !== before[at]);
  if (changed.length > 0) {
    fail(
      `These generated files were out of date; commit them as they are now:\n${changed.join('\n')}`,
    );
  }
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

export function setUp() {
  checkTools();
  installPackages();
  buildAddons();
}

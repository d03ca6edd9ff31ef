// Makes a fresh clone ready: checks the tools, installs npm packages, builds both native addons.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, probe, root, run, runTool } from './run.mjs';

export const sdk = { name: 'SDK', folder: root };
const addons = [sdk, { name: 'emulator', folder: join(root, 'packages/emulator') }];

/** Files that the build writes and that are kept in git, so that a change of them is seen. */
const generated = addons.flatMap(({ folder }) => [
  join(folder, 'native.js'),
  join(folder, 'native.d.ts'),
]);

export function checkTools() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) fail('Developing needs Node 20 or later (the packages themselves run on 18).');
  if (!probe('cargo', ['--version'])) {
    fail(
      'cargo was not found. Install Rust from https://rustup.rs and open a new terminal. ' +
        'To work on what needs no binary, such as documents: npm install --ignore-scripts',
    );
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
export async function buildAddons(built = addons) {
  for (const { name, folder } of built) {
    console.log(`building the ${name}`);
    const napi = ['napi', 'build', '--platform', '--release', '--no-js', '--dts', 'native.d.ts'];
    // The working folder decides which addon is built.
    runTool([...napi, '--', '--locked'], folder);
  }
  await writeJavaScript();
}

/** Writes what of the JavaScript is generated: the loaders, and `index.js`. */
export async function writeJavaScript() {
  // Not before the packages are installed, as it uses some.
  const { generateLoader } = await import('./build/native-loader/generate.mjs');
  for (const { folder } of addons) generateLoader(folder);
  runTool(['rollup', '--config', 'tools/build/rollup.config.mjs', '--silent']);
}

/** Builds, and fails where the build changed a file that is kept in git. */
export async function buildAndCompareGenerated() {
  const before = generated.map(readIfThere);
  await buildAddons();
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

export async function setUp() {
  checkTools();
  installPackages();
  await buildAddons();
}

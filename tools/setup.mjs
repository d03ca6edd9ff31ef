// Makes a fresh clone ready: checks the tools, installs npm packages, builds both native addons.

import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { addons } from './packages.mjs';
import { fail, probe, root, run, runTool } from './run.mjs';

export function checkTools() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) fail('Developing needs Node 20 or later (the packages themselves run on 18).');
  if (!probe('cargo', ['--version'])) {
    fail(
      'cargo was not found. Install Rust from https://rustup.rs and open a new terminal. ' +
        'To work on what needs no binary, such as documents: npm ci --ignore-scripts',
    );
  }
}

/** Installs the packages of the lock file, unless they are up to date. */
export function installPackages() {
  if (!isInstalled()) run('npm', ['ci', '--no-audit', '--ignore-scripts', '--loglevel=error']);
}

function isInstalled() {
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules/.package-lock.json');
  // `npm ci --omit=dev` writes the same file, but installs no development dependencies.
  const napi = join(root, 'node_modules/@napi-rs/cli/package.json');
  return (
    [installed, napi].every(existsSync) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs
  );
}

/** The command that builds an addon, for the folder of its package. */
export function napiBuild({ folder, crateFolder }) {
  const manifest = join(relative(folder, crateFolder), 'Cargo.toml');
  const output = ['--output-dir', '.', '--no-js', '--dts', 'native.d.ts'];
  return ['napi', 'build', '--platform', '--release', '--manifest-path', manifest, ...output];
}

/** Builds what is out of date. cargo decides. */
export async function buildAddons(built = addons) {
  for (const addon of built) {
    console.log(`building ${addon.crate}`);
    runTool([...napiBuild(addon), '--', '--locked'], join(root, addon.folder));
  }
  await writeJavaScript();
}

/** Writes the generated JavaScript: the loaders, and the SDK's `index` files. */
export async function writeJavaScript() {
  // Imported late, because it uses installed packages.
  const { generateLoader } = await import('./build/native-loader/generate.mjs');
  for (const { folder } of addons) generateLoader(join(root, folder));
  runTool(['rollup', '--config', 'tools/build/rollup.config.mjs', '--silent']);
}

export async function setUp() {
  checkTools();
  installPackages();
  await buildAddons();
}

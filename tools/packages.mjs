// The published packages. All scripts and tests use this list.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/**
 * `folder` is relative to the root. Packages with an addon have its `crate` and the folder of that.
 * Those with `chunkOf` are published bundled and minified: see `release/packaging/bundle.mjs`.
 */
export const packages = [
  { folder: '.', crate: 'baxverify', crateFolder: '.' },
  {
    folder: 'packages/emulator',
    crate: 'baxverify-emulator-addon',
    crateFolder: 'packages/emulator/addon',
  },
  { folder: 'packages/parse-server' },
  { folder: 'packages/login', chunkOf: chunkOfLogin },
];

/**
 * An import reads the errors. The functions follow in one file when one is called. The
 * simulator belongs to the command.
 */
function chunkOfLogin(file) {
  if (file.startsWith('lib/simulate/')) return undefined;
  if (/^lib\/(?:errors|own|login\/(?:error|messages|reasons))\.js$/.test(file)) return 'lib/errors';
  const isEntry = /^lib\/(?:integrations\/(?!settings|parsed)|page\/)/.test(file);
  return isEntry ? undefined : 'lib/kit';
}

/** The packages with an addon. */
export const addons = packages.filter(({ crate }) => crate);

/**
 * The programs, published as archives of the release's page and in a container image, not by npm.
 * `binary` is the command, and `folder` has the Dockerfile.
 */
export const programs = [
  {
    folder: 'packages/emulator',
    crate: 'baxverify-emulator-standalone',
    crateFolder: 'packages/emulator/standalone',
    binary: 'baxverify-emulator',
    title: 'the emulator without Node',
    targets: ['x86_64-unknown-linux-musl', 'aarch64-unknown-linux-musl'],
  },
];

/**
 * What is published and contains crates: the addons and the programs.
 *
 * @returns {{ crate: string, crateFolder: string, title: string, targets: string[] }[]}
 */
export function binaries() {
  const ofAddons = addons.map((addon) => {
    const { name, napi } = manifestOf(addon);
    return { ...addon, title: name, targets: napi.targets };
  });
  return [...ofAddons, ...programs];
}

/** @returns {object} the package.json, as it is in the repository */
export function manifestOf({ folder }, from = root) {
  return JSON.parse(readFileSync(join(from, folder, 'package.json'), 'utf8'));
}

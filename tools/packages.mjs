// The packages that are published. Every script and test that goes through them takes this list.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** `folder` is relative to the root; `crate` is there where the package has a binary. */
export const packages = [
  { folder: '.', crate: 'baxverify' },
  { folder: 'packages/emulator', crate: 'baxverify-emulator' },
  { folder: 'packages/parse-server' },
];

/** Those that have a binary. */
export const addons = packages.filter(({ crate }) => crate);

/** @returns {object} the package.json, as it is in the repository */
export function manifestOf({ folder }, from = root) {
  return JSON.parse(readFileSync(join(from, folder, 'package.json'), 'utf8'));
}

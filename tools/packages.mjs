// The published packages. All scripts and tests use this list.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/**
 * `folder` is relative to the root. Packages with a binary have `crate`. Those with `isMinified`
 * are published without comments.
 */
export const packages = [
  { folder: '.', crate: 'baxverify' },
  { folder: 'packages/emulator', crate: 'baxverify-emulator' },
  { folder: 'packages/parse-server' },
  { folder: 'packages/login', isMinified: true },
];

/** The packages with a binary. */
export const addons = packages.filter(({ crate }) => crate);

/** @returns {object} the package.json, as it is in the repository */
export function manifestOf({ folder }, from = root) {
  return JSON.parse(readFileSync(join(from, folder, 'package.json'), 'utf8'));
}

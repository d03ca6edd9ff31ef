// Lists the third-party crates in the published binaries, and the files with their licences.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaries } from '../../packages.mjs';
import { probe, root } from '../../run.mjs';

/** The name of the file that travels with each binary: the licences of its crates. */
export const NOTICES = 'THIRD-PARTY-NOTICES';

/** Written by `npm run notices`, and packed with each binary. */
export function noticesFile(crate) {
  return join(root, 'tools/release/notices', `${crate}.txt`);
}

/**
 * @returns {string[]} such as `ring 0.17.14`, sorted: those of every published target, procedural
 * macros included
 */
export function cratesOf(crate) {
  const binary = binaries().find((each) => each.crate === crate);
  const targets = binary.targets.flatMap((target) => ['--target', target]);
  const shape = ['--edges', 'normal', '--prefix', 'none', '--format', '{p}'];
  const args = ['tree', '--locked', '--offline', '--package', crate, ...shape, ...targets];
  const lines = probe('cargo', args)?.split('\n');
  if (!lines) throw new Error('cargo tree lacks crates of other systems: cargo fetch --locked');
  const found = lines
    // Only crates of this repository have a path.
    .filter((line) => line !== '' && !/\((\/|[A-Z]:\\)/.test(line))
    .map((line) => line.split(' '))
    .map(([name, version]) => `${name} ${version.slice(1)}`);
  return [...new Set(found)].sort();
}

/** @returns {string[]} the same, as the notices list them */
export function cratesInNotices(crate) {
  const [introduction] = readFileSync(noticesFile(crate), 'utf8').split(/\n-{80}\n/);
  return [...introduction.matchAll(/^- (\S+ \S+): /gm)].map(([, label]) => label);
}

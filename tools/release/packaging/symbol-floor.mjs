// Finds the glibc version that a Linux binary needs, from the versions of its imported symbols.

import { spawnSync } from 'node:child_process';

/**
 * The oldest glibc that the published binaries load on: that of RHEL 7, Debian 8 and Amazon Linux
 * 2.
 */
export const GLIBC_FLOOR = '2.17';

/**
 * @returns {string | undefined} the glibc that the file needs, such as `2.17`; undefined if it
 * needs none
 */
export function glibcOf(file) {
  const { status, stdout, error } = spawnSync('objdump', ['-T', file], { encoding: 'utf8' });
  if (error || status !== 0) throw new Error(`objdump cannot read ${file}; it is in binutils.`);
  const versions = [...stdout.matchAll(/\(?GLIBC_([\d.]+)\)?/g)].map(([, version]) => version);
  return versions.sort(byVersion).at(-1);
}

export function isAbove(version, floor) {
  return byVersion(version, floor) > 0;
}

function byVersion(one, other) {
  return one.localeCompare(other, 'en', { numeric: true });
}

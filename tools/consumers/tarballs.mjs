// The tarballs of a release, for the binaries that were built on this machine.

import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.mjs';

/**
 * @param {string} packed a folder of tarballs
 * @param {string} folder where further ones go
 * @returns {Promise<string[]>} the paths of all
 */
export async function tarballs(packed, folder) {
  mkdirSync(folder);
  const built = readdirSync(packed).filter((file) => file.endsWith('.tgz'));
  const manifests = await Promise.all(built.map((file) => manifestOf(join(packed, file))));
  const gaps = manifests
    .flatMap(({ optionalDependencies = {} }) => Object.entries(optionalDependencies))
    .filter(([name, version]) => !manifests.some((m) => m.name === name && m.version === version));
  await packWithoutBinaries(gaps, folder);
  const empty = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  return [...built.map((file) => join(packed, file)), ...empty.map((file) => join(folder, file))];
}

async function manifestOf(tarball) {
  const { stdout } = await run('tar', ['-xzOf', tarball, 'package/package.json']);
  return JSON.parse(stdout);
}

/**
 * Empty packages, so that package managers find every name as after a release. They are never
 * loaded.
 */
async function packWithoutBinaries(gaps, folder) {
  if (gaps.length === 0) return;
  const stages = gaps.map(([name, version]) => {
    const [, os, cpu, abi] = /-(linux|darwin|win32)-(x64|arm64)(?:-(\w+))?$/.exec(name);
    const libc = { gnu: ['glibc'], musl: ['musl'] }[abi];
    const stage = mkdtempSync(join(folder, 'package-'));
    const manifest = { name, version, os: [os], cpu: [cpu], libc };
    writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest));
    return stage;
  });
  const quiet = ['--silent', '--ignore-scripts', '--pack-destination', folder];
  await run('npm', ['pack', ...quiet, ...stages], { cwd: folder });
}

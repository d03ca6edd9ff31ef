// Programs from this `node_modules`, by the files that need no install script.

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const { platform, arch } = process;

const paths = {
  pnpm: '.bin/pnpm',
  'yarn-1': 'yarn/bin/yarn.js',
  'yarn-4': '@yarnpkg/cli-dist/bin/yarn.js',
  bun: `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}/bin/bun`,
  deno: '.bin/deno',
};

/** @param {string} name of a package manager, or `node-` and a major version */
export function program(name) {
  const path = paths[name] ?? name.replace(/^node-(\d+)$/, `node-${platform}-${arch}-$1/bin/node`);
  return fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
}

/** The folder with Node of the given major version. */
export const nodeFolder = (major) => dirname(program(`node-${major}`));

/**
 * @returns {string | undefined} why a program cannot be used here: its package has none for this
 * system
 */
export function whyMissing(name) {
  const wanted = name?.startsWith('node-') || Object.hasOwn(paths, name ?? '');
  if (wanted && !existsSync(program(name))) return `there is no ${name} for ${platform}-${arch}`;
}

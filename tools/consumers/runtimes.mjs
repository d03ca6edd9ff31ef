// Programs of `node_modules` here, by the files that need no install script.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Skip } from './report.mjs';

const { platform, arch } = process;

/** The folder that holds a Node of the given major version. */
export function nodeFolder(major) {
  return fileURLToPath(new URL('.', programUrl(`node-${platform}-${arch}-${major}/bin/node`)));
}

export const tools = {
  pnpm: () => program('.bin/pnpm'),
  yarn1: () => program('yarn/bin/yarn.js'),
  yarn4: () => program('@yarnpkg/cli-dist/bin/yarn.js'),
  bun: () => program(`@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}/bin/bun`),
  deno: () => program('.bin/deno'),
};

function program(path) {
  return fileURLToPath(programUrl(path));
}

function programUrl(path) {
  const url = new URL(`node_modules/${path}`, import.meta.url);
  if (!existsSync(url)) throw new Skip(`${path} is not installed on ${platform}-${arch}`);
  return url;
}

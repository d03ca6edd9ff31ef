// Where the npm lock files are, and what npm reads beside them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const LEFT_OUT = new Set(['node_modules', 'target', 'packed', '.git']);

/** @returns {string[]} folders with a package-lock.json, relative to the root; the root itself is '' */
export function lockFolders(folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile() && entry.name === 'package-lock.json') return [folder];
    if (!entry.isDirectory() || LEFT_OUT.has(entry.name)) return [];
    return lockFolders(folder ? `${folder}/${entry.name}` : entry.name);
  });
}

/** @returns {string[]} the files that decide what a lock file holds, relative to its folder */
export function manifestsOf(folder) {
  const { workspaces = [] } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return ['package.json', '.npmrc', ...workspaces.map((name) => `${name}/package.json`)].filter(
    (file) => existsSync(join(root, folder, file)),
  );
}

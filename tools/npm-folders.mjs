// The folders of the repository with a package.json or lock file.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const LEFT_OUT = new Set(['node_modules', 'target', 'packed', '.git']);

/**
 * @returns {string[]} the folders that hold a file of that name, relative to the root; the root
 * itself is ''
 */
export function foldersWith(file, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile() && entry.name === file) return [folder];
    if (!entry.isDirectory() || LEFT_OUT.has(entry.name)) return [];
    return foldersWith(file, folder ? `${folder}/${entry.name}` : entry.name);
  });
}

/**
 * @returns {string[]} the files that decide what a folder's lock file holds, relative to the folder
 */
export function manifestsOf(folder) {
  const { workspaces = [] } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return ['package.json', '.npmrc', ...workspaces.map((name) => `${name}/package.json`)].filter(
    (file) => existsSync(join(root, folder, file)),
  );
}

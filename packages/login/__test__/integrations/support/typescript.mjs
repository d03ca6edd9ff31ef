import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
// The compiler of the repository, and not one that some library brings.
const { resolve } = createRequire(new URL('../../../../../package.json', import.meta.url));
const nodeTypes = join(resolve('@types/node/package.json'), '..', '..');

/**
 * Compiles copies of files next to the libraries of a folder, so that packages are found as an
 * app finds them.
 *
 * @returns {string} where they are
 */
export function compile(folder, { files, flags, type = 'module' }) {
  const parent = path(`${folder}/node_modules/.compiled`);
  mkdirSync(parent, { recursive: true });
  const place = mkdtempSync(join(parent, 'files-'));
  writeFileSync(join(place, 'package.json'), JSON.stringify({ type }));
  const copies = files.map((file) => {
    const copy = join(place, basename(file));
    copyFileSync(path(file), copy);
    return copy;
  });
  const common = '--strict --module nodenext --target es2022 --skipLibCheck --types node';
  const args = [...common.split(' '), ...flags.split(' '), '--typeRoots', nodeTypes, ...copies];
  try {
    execFileSync(process.execPath, [resolve('typescript/bin/tsc'), ...args]);
  } catch (error) {
    throw new Error(`TypeScript: ${error.stdout ?? error}`);
  }
  return place;
}

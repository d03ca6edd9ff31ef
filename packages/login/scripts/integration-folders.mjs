// Folders with their own libraries for tests, and this package in them as npm would lay it down:
// its peers are found next to it.

import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run } from '../../../tools/run.mjs';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** Installs what a folder locks, once per state of its lock file. */
export function installOnce(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  const state = createHash('sha256').update(lock).digest('hex');
  const stamp = join(folder, 'node_modules', '.locked');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    cwd: folder,
  });
  writeFileSync(stamp, state);
}

/** Puts the package next to the libraries of a folder, and the SDK as the repository has it. */
export function layDown(folder) {
  const scope = join(folder, 'node_modules', '@baxcloud');
  rmSync(scope, { recursive: true, force: true });
  const place = join(scope, 'baxverify-login');
  mkdirSync(place, { recursive: true });
  const isPublished = (name) =>
    /\.(?:m?js|d\.m?ts)$/.test(name) || ['lib', 'page', 'package.json'].includes(name);
  for (const name of readdirSync(packageFolder).filter(isPublished)) {
    cpSync(join(packageFolder, name), join(place, name), { recursive: true });
  }
  symlinkSync(root, join(scope, 'baxverify'), 'junction');
}

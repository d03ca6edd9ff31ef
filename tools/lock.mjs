// Writes the npm lock files again, with the newest versions that the package.json files allow.
// Arguments select folders.
//
// Each lock file is created in an empty folder, because npm writes the optional packages of other
// systems only without node_modules and without a lock file. `npm ci` on another system refuses a
// lock file without its packages.

import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { foldersWith, manifestsOf } from './npm-folders.mjs';
import { fail, root, run } from './run.mjs';

const lockFolders = foldersWith('package-lock.json');
const named = process.argv.slice(2).map((folder) => relative(root, resolve(folder)));
const unknown = named.filter((folder) => !lockFolders.includes(folder));
if (unknown.length > 0) fail(`There is no package-lock.json in ${unknown.join(', ')}.`);

for (const folder of named.length > 0 ? named : lockFolders) {
  console.log(`locking ${folder || 'the root'}`);
  const stage = mkdtempSync(join(tmpdir(), 'baxverify-lock-'));
  // Not in a `finally`, because a failed step ends the process.
  process.once('exit', () => rmSync(stage, { recursive: true, force: true }));
  for (const file of manifestsOf(folder)) {
    mkdirSync(dirname(join(stage, file)), { recursive: true });
    cpSync(join(root, folder, file), join(stage, file));
  }
  const quiet = ['--ignore-scripts', '--no-audit', '--loglevel=error'];
  // The second run removes entries that npm added temporarily.
  for (const _ of [1, 2]) run('npm', ['install', '--package-lock-only', ...quiet], { cwd: stage });
  cpSync(join(stage, 'package-lock.json'), join(root, folder, 'package-lock.json'));
}

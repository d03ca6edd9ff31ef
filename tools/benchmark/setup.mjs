import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { addonSize } from './measure/install-size.mjs';
import { folder } from './processes.mjs';

/** Installs the other clients, if they are not installed, and builds the server. */
export function setUp() {
  // `npm run build` builds it as users get it. The error says so if it is missing.
  addonSize();
  const lock = join(folder, 'package-lock.json');
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  }
  run('cargo', [
    'build',
    '--release',
    '--locked',
    '--quiet',
    '--manifest-path',
    'server/Cargo.toml',
  ]);
}

function run(command, args) {
  const shell = process.platform === 'win32';
  const { status, error } = spawnSync(command, args, { cwd: folder, stdio: 'inherit', shell });
  if (error || status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

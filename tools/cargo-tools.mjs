// Installs commands that only some scripts need, into `target/` and not globally.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { probe, root, run } from './run.mjs';

const folder = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'tools');

/** For `env`: PATH with the folder of the tools first. */
export const path = [join(folder, 'bin'), process.env.PATH].join(delimiter);

/** Installs a cargo command with exactly this version, unless it is already installed. */
export function cargoTool(name, version, options = []) {
  if (probe('cargo', [name.replace('cargo-', ''), '--version'])) return;
  const file = join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  if (existsSync(file)) return;
  const quiet = ['--locked', '--quiet', '--root', folder];
  run('cargo', ['install', `${name}@${version}`, ...options, ...quiet]);
}

/** cargo-zigbuild, and zig with the symbol tables of every glibc version. */
export function zigTools() {
  pythonTool('cargo-zigbuild', ['ziglang==0.17.1', 'cargo-zigbuild==0.24.0']);
}

/** The linter of workflows. */
export function zizmor() {
  pythonTool('zizmor', ['zizmor==1.32.0']);
}

/** Python packages that hold programs, with pip. */
function pythonTool(command, packages) {
  if (existsSync(join(folder, 'bin', command))) return;
  run('python3', ['-m', 'venv', folder]);
  run(join(folder, 'bin/pip'), ['install', '--quiet', ...packages]);
}

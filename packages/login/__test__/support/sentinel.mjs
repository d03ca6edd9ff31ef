import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers, cli, freePort, MOST_PORTS, startRedis } from './redis-server.mjs';

export const MASTER_NAME = 'login';

/** A master, its replica, and three sentinels. Two of the sentinels decide. */
export async function startSentinels() {
  const master = await startRedis();
  const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', master.port] });
  await until(() => replica.cli('info', 'replication').includes('master_link_status:up'));
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-sentinel-'));
  const ports = [];
  const children = [];
  /** @returns {Promise<boolean>} false if it has ended */
  async function startSentinel() {
    const port = await freePort();
    const file = join(folder, `${port}.conf`);
    const settings = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${master.port} 2`,
      `sentinel down-after-milliseconds ${MASTER_NAME} 1000`,
      `sentinel failover-timeout ${MASTER_NAME} 5000`,
    ];
    writeFileSync(file, settings.join('\n'));
    const child = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
    if (!(await answers(port, child))) return false;
    children.push(child);
    ports.push(port);
    return true;
  }
  async function stop() {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all([master.stop(), replica.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
  const count = (port, kind) =>
    cli(port, 'sentinel', kind, MASTER_NAME)
      .text.split('\n')
      .filter((line) => line === 'runid').length;
  try {
    for (let tries = 1; ports.length < 3; tries += 1) {
      if (!(await startSentinel()) && tries > MOST_PORTS) throw new Error('a sentinel has ended');
    }
    await until(() =>
      ports.every((port) => count(port, 'sentinels') === 2 && count(port, 'replicas') === 1),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { master, replica, ports, stop };
}

async function until(isSo) {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (isSo()) return;
    await sleep(50);
  }
  throw new Error('the sentinels do not come up');
}

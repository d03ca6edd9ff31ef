import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cli, freePort, startRedis } from './redis-server.mjs';

export const MASTER_NAME = 'login';

/** A master, its replica, and three sentinels. Two of the sentinels decide. */
export async function startSentinels() {
  const master = await startRedis();
  const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', master.port] });
  await until(() => replica.cli('info', 'replication').includes('master_link_status:up'));
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-sentinel-'));
  const ports = [];
  const children = [];
  for (let index = 0; index < 3; index += 1) {
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
    children.push(spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' }));
    ports.push(port);
  }
  const count = (port, kind) =>
    cli(port, 'sentinel', kind, MASTER_NAME)
      .text.split('\n')
      .filter((line) => line === 'runid').length;
  await until(() =>
    ports.every((port) => count(port, 'sentinels') === 2 && count(port, 'replicas') === 1),
  );
  return {
    master,
    replica,
    ports,
    async stop() {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all([master.stop(), replica.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function until(isSo) {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (isSo()) return;
    await sleep(50);
  }
  throw new Error('the sentinels do not come up');
}

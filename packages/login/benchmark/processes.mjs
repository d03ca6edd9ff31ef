// How decisions grow with processes on one Redis, and what one hot budget key costs on a cluster of
// three nodes. There all processes with one prefix (one slot, so one node) run against three
// prefixes, each with a third of the budget.
//
// node processes.mjs [most processes]

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startCluster, startRedis } from '../__test__/support/redis-server.mjs';

const most = Number(process.argv[2] ?? 64);
const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));
const seconds = 2;
/** Of all processes together, so that many processes have no longer queue than few. */
const IN_FLIGHT = 64;

/** @param {object[]} settings of each process */
async function measure(title, settings) {
  const inFlight = Math.max(1, Math.floor(IN_FLIGHT / settings.length));
  const children = settings.map((each) =>
    fork(worker, [JSON.stringify({ ...each, seconds, inFlight })]),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  const results = children.map(async (child) => (await once(child, 'message'))[0]);
  for (const child of children) child.send('go');
  const all = await Promise.all(results);
  await Promise.all(children.map((child) => child.exitCode ?? once(child, 'close')));
  const sum = all.reduce((total, { count }) => total + count, 0);
  const middle = all.map(({ p50 }) => p50).sort((a, b) => a - b)[all.length >> 1];
  const worst = Math.max(...all.map(({ p99 }) => p99));
  const local = all.reduce((total, each) => total + each.local, 0);
  console.log(
    `${title}, ${inFlight} in flight each: ${Math.round(sum / seconds)} decisions/s of the store, ` +
      `p50 ${(middle / 1000).toFixed(2)} ms, worst p99 ${(worst / 1000).toFixed(1)} ms; ` +
      `${((100 * local) / (sum + local)).toFixed(1)} % of all were local`,
  );
}

const server = await startRedis();
for (let count = 1; count <= most; count *= 2) {
  const settings = Array.from({ length: count }, () => ({
    ports: [server.port],
    isCluster: false,
    prefix: 'bench',
  }));
  await measure(`${count} process${count > 1 ? 'es' : ''}, one Redis`, settings);
}
await server.stop();

const cluster = await startCluster();
const ports = cluster.nodes.map(({ port }) => port);
/** A prefix for each node. */
const spread = [];
for (let index = 0; spread.length < 3; index += 1) {
  const prefix = `bench${index}`;
  const slot = Number(cluster.nodes[0].cli('cluster', 'keyslot', `{${prefix}}`));
  const node = Math.min(2, Math.floor((3 * slot) / 16_384));
  if (!spread.some((known) => known.node === node)) spread.push({ node, prefix });
}
for (const [title, prefixes] of [
  ['12 processes, cluster, one budget key', [spread[0].prefix]],
  ['12 processes, cluster, three budget keys', spread.map(({ prefix }) => prefix)],
]) {
  const settings = Array.from({ length: 12 }, (_, index) => ({
    ports,
    isCluster: true,
    prefix: prefixes[index % prefixes.length],
  }));
  await measure(title, settings);
}
await cluster.stop();

// Measures the guard. Installs what it needs.
//
//   node run.mjs                     all
//   node run.mjs --quick             less than a minute; fails if a ratio is far from its bar
//   node run.mjs --only=redis        some of: memory, redis, processes
//   node run.mjs --rounds=15         of Redis

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../../../tools/run.mjs';
import { installOnce } from '../scripts/integration-folders.mjs';
import { hasRedisServer } from '../scripts/redis.mjs';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
  },
});
const plan = flags.quick
  ? { phones: 100_000, rounds: 5, calls: 5000, starts: 5, days: 0.1 }
  : { phones: 1_000_000, rounds: 9, calls: 10_000, starts: 15, days: 1 };
const wanted = flags.only?.split(',') ?? ['memory', 'redis', ...(flags.quick ? [] : ['processes'])];
/** Noise can spoil a measurement: a ratio has regressed if it is far from its bar each time. */
const attempts = flags.quick ? 3 : 1;

const cwd = fileURLToPath(new URL('.', import.meta.url));
installOnce(cwd);
const hasRedis = hasRedisServer();
if (!hasRedis) console.log('There is no redis-server here: what needs one is LEFT OUT.');
// Imported late, because they use installed packages.
const { judge } = await import('./bars.mjs');

let fallen;
for (let attempt = 1; attempt <= attempts && fallen?.length !== 0; attempt += 1) {
  const verdicts = judge(await measure());
  printVerdicts(verdicts);
  const far = verdicts
    .filter(({ isJudged, tolerable }) => isJudged && !tolerable)
    .map(({ title }) => title);
  fallen = (fallen ?? far).filter((title) => far.includes(title));
}
if (flags.quick) {
  for (const title of fallen) console.error(`far from its bar: ${title}`);
  if (fallen.length > 0) process.exitCode = 1;
}
if (wanted.includes('processes') && hasRedis) run(process.execPath, ['processes.mjs'], { cwd });

async function measure() {
  const facts = {};
  if (wanted.includes('memory')) {
    const { measureMemory } = await import('./memory.mjs');
    facts.memory = await measureMemory(plan.phones);
    printMemory(facts.memory);
    const { measureStart } = await import('./start.mjs');
    facts.start = await measureStart(plan.starts);
    printStart(facts.start);
    const { measureSimulator } = await import('./simulator.mjs');
    facts.simulator = await measureSimulator(plan.days);
    console.log(`simulator: ${Math.round(facts.simulator)} requests in a second of one processor`);
  }
  if (wanted.includes('redis') && hasRedis) {
    const { measureRedis } = await import('./redis.mjs');
    const rounds = Number(flags.rounds ?? plan.rounds);
    facts.redis = await measureRedis({ rounds, calls: plan.calls });
    await printRedis(facts.redis);
  }
  return facts;
}

function printMemory({ inputs, few, many, phones, tables, process: taken, refused }) {
  const show = ({ p50, p99 }) => `p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(1)} µs`;
  console.log(`inputs without a decision: ${show(inputs)}`);
  console.log(`decision in memory, few phones: ${show(few)}`);
  console.log(`decision in memory, ${phones} phones: ${show(many)}`);
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  console.log(`tables ${megabytes(tables)}, process + ${megabytes(taken)}, ${refused} refused`);
}

function printStart({ importMs, guardMs, importRatio, guardRatio }) {
  const show = (ms, ratio) => `${ms.toFixed(1)} ms, the process ${ratio.toFixed(2)} × an empty one`;
  console.log(`import of the packed package: ${show(importMs, importRatio)}`);
  console.log(`import and the first decision: ${show(guardMs, guardRatio)}`);
}

async function printRedis({ rounds, refused, leftOut, isApart }) {
  const { median } = await import('./parts.mjs');
  for (const name of Object.keys(rounds[0] ?? {})) {
    const of = (quantity) => median(rounds.map((round) => round[name][quantity]));
    console.log(
      `${name}: p50 ${of('p50').toFixed(0)} µs; 64 in flight: ${Math.round(of('rate'))} /s, ` +
        `${of('cpu').toFixed(1)} µs of processors each`,
    );
  }
  const where = isApart ? 'one at a time on a processor each' : 'processors as the system chooses';
  console.log(`${rounds.length} rounds, ${leftOut} left out; ${refused} refused; ${where}`);
}

function printVerdicts(verdicts) {
  for (const { title, value, atLeast, atMost, met } of verdicts) {
    const bar = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
    console.log(`${met ? 'met   ' : 'missed'}  ${value.toFixed(2).padStart(7)}  ${bar}  ${title}`);
  }
}

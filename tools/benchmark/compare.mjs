// Compares builds of the SDK, in interleaved rounds:
//
// node tools/benchmark/compare.mjs undici base=../base next=. Each argument is a name and the
// folder of a built package. A name without a folder is another client. Ratios are relative to the
// first.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureRounds } from './measure/rounds.mjs';
import { Bench } from './processes.mjs';
import { setUp } from './setup.mjs';
import { median, ratio } from './statistics.mjs';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    protocol: { type: 'string', default: 'tls1' },
    workload: { type: 'string', default: 'send' },
    'in-flight': { type: 'string', default: '1,64' },
    rounds: { type: 'string', default: '15' },
  },
});
const folders = new Map(positionals.map((word) => word.split('=')));
const clients = [...folders.keys()];
if (clients.length < 2) throw new Error('Two or more of name=folder are needed.');

setUp();
const bench = await Bench.start();
try {
  const builds = {
    worker(name, protocol) {
      const root = folders.get(name);
      return root
        ? bench.worker('baxverify', protocol, resolve(root))
        : bench.worker(name, protocol);
    },
  };
  const { protocol, workload, rounds } = flags;
  const scenarios = flags['in-flight'].split(',').map((inFlight) => {
    return { workload, inFlight: Number(inFlight), rounds: Number(rounds) };
  });
  const plan = { protocol, clients, scenarios, warmMs: 150, measureMs: 300 };
  for (const { inFlight, series } of await measureRounds(builds, plan)) print(inFlight, series);
} finally {
  await bench.stop();
}

/**
 * Prints medians of the rounds. In brackets: the median ratio of neighbouring rounds to the first
 * client's.
 */
function print(inFlight, series) {
  console.log(`\n${flags.protocol}, ${flags.workload}, ${inFlight} in flight\n`);
  console.log('| build | calls/s | p50 ms | p99 ms | JS thread µs/call | process µs/call |');
  console.log('| --- | --: | --: | --: | --: | --: |');
  const base = series[clients[0]];
  for (const name of clients) {
    const cells = ['rate', 'p50', 'p99', 'thread', 'process'].map((field) => {
      const value = median(series[name].map((round) => round[field]));
      const digits = field === 'rate' ? 0 : field.startsWith('p') && field !== 'process' ? 3 : 1;
      return `${value.toFixed(digits)} (${ratio(field, series[name], base).toFixed(2)} ×)`;
    });
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

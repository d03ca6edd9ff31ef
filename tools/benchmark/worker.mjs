// Makes the calls of one client. Each line of standard input is one round:
//
//   node worker.mjs <client> <protocol> <origin>

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { round } from './lanes.mjs';

const [name, protocol, origin] = process.argv.slice(2);
const { create } = createRequire(import.meta.url)(`./clients/${name}.cjs`);
const client = create({ origin, protocol });

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const { workload, ...settings } = JSON.parse(line);
  console.log(JSON.stringify(await round(client[workload], settings)));
}
// Idle connections of some clients would keep the process alive.
process.exit();

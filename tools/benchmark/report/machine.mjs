import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { folder } from '../processes.mjs';

/** The properties of the machine that affect the results. */
export function machine(runtimes) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const version = (name) => `${name.replace('-8', '')} ${packages[`node_modules/${name}`].version}`;
  const rust = execFileSync('rustc', ['--version'], { encoding: 'utf8' }).split(' ')[1];
  const cpus = os.cpus();
  return [
    `${cpus[0].model.trim()}, ${cpus.length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    `${os.type()} ${os.release()}, ${process.arch}`,
    ...runtimes.map(({ node, undici }) => `Node ${node} (its fetch: undici ${undici})`),
    `Rust ${rust}`,
    ['undici', 'undici-8', 'axios', 'twilio', 'stripe'].map(version).join(', '),
  ];
}

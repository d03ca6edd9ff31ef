// Measures how long a server takes from its start to its first response. By default the emulator
// without Node, 21 times; or a command and a URL:
//   node scripts/startup.mjs http://127.0.0.1:8025/readyz mailpit --listen 127.0.0.1:8025

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { standalone } from '../__test__/support/standalone.mjs';

const RUNS = 21;
const PORT = '4781';
const [url = `http://127.0.0.1:${PORT}/healthz`, ...given] = process.argv.slice(2);
const [command, ...words] = given.length > 0 ? given : [standalone.file, '--port', PORT];

function responds() {
  return new Promise((resolve) => {
    const call = request(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on('error', () => resolve(false)).end();
  });
}

async function measure() {
  const began = performance.now();
  const child = spawn(command, words, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!(await responds())) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
  }
  const taken = performance.now() - began;
  child.kill('SIGTERM');
  await ended;
  return taken;
}

if (command === undefined) throw new Error(standalone.skip);
await responds();
const times = [];
for (let run = 0; run < RUNS; run += 1) times.push(await measure());
times.sort((a, b) => a - b);
const [fastest, median, slowest] = [times[0], times[RUNS >> 1], times[RUNS - 1]];
const show = (name, value) => `${name} ${value.toFixed(1)} ms`;
console.log(
  [show('fastest', fastest), show('median', median), show('slowest', slowest)].join(', '),
);

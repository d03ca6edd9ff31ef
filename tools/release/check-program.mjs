// Checks a published program: its version, that it starts, that `health` finds it, and that SIGTERM
// ends it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { manifestOf, programs } from '../packages.mjs';
import { fail, probe } from '../run.mjs';
import { architectureOf, programFile } from './packaging/program.mjs';

const { values: options } = parseArgs({
  options: {
    /** By default, what `npm run build:portable` left for this architecture. */
    file: { type: 'string' },
    /** Checks the program in this image instead, by docker. */
    image: { type: 'string' },
  },
});
const [program] = programs;
const [command, ...words] = commandLine();
const { version } = manifestOf(program);

const printed = probe(command, [...words, '--version']);
if (printed === undefined) fail(`${command} could not be run: npm run build:portable`);
if (printed !== version) fail(`--version printed ${printed}, and the package is of ${version}.`);

const running = spawn(command, [...words, '--port', '0', '--json'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(running, 'exit');
const watchdog = setTimeout(() => {
  running.kill('SIGKILL');
  fail('The program did not start and stop within a minute.');
}, 60_000);
const lines = createInterface({ input: running.stdout })[Symbol.asyncIterator]();
const { value: first } = await lines.next();
if (first === undefined) fail('The program ended at once.');
const { port } = JSON.parse(first);
if (probe(command, [...words, 'health', '--port', String(port)]) === undefined) {
  running.kill('SIGKILL');
  fail(`health found no emulator on port ${port}.`);
}
running.kill('SIGTERM');
const [code, signal] = await ended;
clearTimeout(watchdog);
if (code !== 0) fail(`The program ended with ${signal ?? code}.`);
console.log(
  `${[command, ...words].join(' ')} is version ${version}, starts, is healthy and stops.`,
);

function commandLine() {
  // On the network of the host, so that a second container reaches the first.
  if (options.image) return ['docker', 'run', '--rm', '--network', 'host', options.image];
  if (options.file) return [options.file];
  const target = program.targets.find((each) => architectureOf(each).node === process.arch);
  return [programFile(program, target)];
}

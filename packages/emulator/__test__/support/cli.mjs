import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { standalone } from './standalone.mjs';

const BIN = fileURLToPath(new URL('../../bin/baxverify-emulator.js', import.meta.url));

/**
 * The two programs with the same command line. `skip` says why one cannot be tested.
 *
 * @type {{ name: string, command: string[], skip: string | false }[]}
 */
export const programs = [
  { name: 'with Node', command: [process.execPath, BIN], skip: false },
  { name: 'without Node', command: [standalone.file], skip: standalone.skip },
];

/** Runs the command line. `printed(pattern)` waits for output, and `ended` for the exit. */
export function cli(t, args, { env = {}, program = programs[0] } = {}) {
  const [command, ...words] = program.command;
  const child = spawn(command, [...words, ...args], { env: { ...process.env, ...env } });
  const output = { stdout: '', stderr: '' };
  const waiting = new Set();
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8');
    child[name].on('data', (chunk) => {
      output[name] += chunk;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, ...output });
      for (const look of waiting) look(true);
    });
  });
  t.after(() => child.kill('SIGKILL'));
  const printed = (pattern) =>
    new Promise((resolve, reject) => {
      const look = (over) => {
        const match = pattern.exec(output.stdout) ?? pattern.exec(output.stderr);
        if (!match && !over) return;
        waiting.delete(look);
        if (match) resolve(match);
        else reject(new Error(`ended without ${pattern}: ${output.stdout}${output.stderr}`));
      };
      waiting.add(look);
      look();
    });
  return { child, ended, printed };
}

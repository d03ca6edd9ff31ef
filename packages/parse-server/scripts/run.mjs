import { spawn } from 'node:child_process';

/** Runs a command and shows its output. Resolves with whether it succeeded. */
export function run(command, args, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      // npm is a .cmd file on Windows.
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code === 0));
  });
}

/** Like `run`, but ends the process if the command fails. */
export async function must(command, args, options) {
  if (!(await run(command, args, options))) fail(`${command} ${args.join(' ')} failed.`);
}

export function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

export async function timed(name, work) {
  console.log(`\n=== ${name}`);
  const began = Date.now();
  const result = await work();
  console.log(`=== ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return result;
}

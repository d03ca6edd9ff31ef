// Runs the steps of the project's scripts. Prints the name and time of each, and stops at the first
// failure.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * On Windows, npm and npx are .cmd files, which need a shell. Other commands may have spaces in
 * their paths.
 */
const needsShell = (command) => process.platform === 'win32' && /^np[mx]$/.test(command);

/** Runs a command and shows its output. Ends the process if it fails. */
export function run(command, args, { cwd = root, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: needsShell(command),
  });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) {
    fail(`${[command, ...args].join(' ')} ended with ${result.signal ?? result.status}`);
  }
}

/** Runs a command from `node_modules`. It never downloads a package if the command is missing. */
export function runTool(args, cwd = root) {
  run('npx', ['--no-install', ...args], { cwd });
}

/** The output of a command, or undefined if it fails. */
export function probe(command, args) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    shell: needsShell(command),
  });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

export function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

const passed = [];

export async function step(name, work) {
  console.log(`\n=== ${name}`);
  const began = Date.now();
  await work();
  passed.push({ name, seconds: (Date.now() - began) / 1000 });
}

/** Prints the times of all steps. */
export function report() {
  console.log('\n=== steps');
  for (const { name, seconds } of passed)
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
}

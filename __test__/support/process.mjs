import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

export function programPath(name) {
  return fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
}

/** Runs a command until it ends. A command that hangs is killed, and `signal` is set. */
export function run(command, args, { cwd = ROOT, env, shell, limit = 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const began = Date.now();
    const child = spawn(command, args, {
      cwd,
      shell,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limit,
      killSignal: 'SIGKILL',
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        output[name] += text;
      });
    }
    child.on('error', reject).on('close', (code, signal) => {
      resolve({ code, signal, ...output, elapsed: Date.now() - began });
    });
  });
}

/** Runs a program of `programs/` in a separate process. */
export function runProgram(name, args = [], { execArgv = [], ...options } = {}) {
  return run(process.execPath, [...conditions, ...execArgv, programPath(name), ...args], options);
}

/** The export conditions of this process, so that its children use the same build. */
const conditions = process.execArgv.filter((argument) => argument.startsWith('--conditions='));

/** Removes variables that control this test process, so that they do not affect its children. */
function cleanEnvironment() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^(NODE_TEST_CONTEXT|NODE_OPTIONS|NODE_V8_COVERAGE|BAXCLOUD_.*|npm_.*)$/.test(name)) {
      delete env[name];
    }
  }
  return env;
}

/** The number of the only line of a file that contains `mark`. */
export function lineOf(file, mark) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const found = lines.flatMap((line, index) => (line.includes(mark) ? [index + 1] : []));
  if (found.length !== 1) throw new Error(`${found.length} lines of ${file} hold ${mark}`);
  return found[0];
}

/** Runs a tool of the development dependencies by its entry file, which works on every system. */
export function runTool(file, args, options) {
  return run(process.execPath, [path.join(ROOT, 'node_modules', file), ...args], options);
}

// Commands with a time limit. All of their processes end with them.

import { spawn } from 'node:child_process';

const alive = new Set();

/** Makes `killAll` end this process, which must lead a process group. */
export function track(child) {
  alive.add(child);
  return child;
}

/**
 * Runs a command to its end.
 *
 * @returns {Promise<{ code: number | null, timedOut: boolean, output: string, stdout: string }>}
 * `output` is both streams as they came
 */
export function attempt(
  command,
  args,
  { cwd, env = cleanEnvironment(), limit = 60_000, ...user } = {},
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      ...user,
      // A process group, so that the processes of npm end with npm.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    track(child);
    const texts = { output: '', stdout: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      texts.output += text;
      texts.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      texts.output += text;
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      kill(child);
    }, limit);
    const settle = (action) => {
      clearTimeout(timer);
      alive.delete(child);
      action();
    };
    child.on('error', (error) => settle(() => reject(error)));
    child.on('close', (code) => settle(() => resolve({ code, timedOut, ...texts })));
  });
}

/** Runs a command that must succeed. Returns its output. */
export async function run(command, args, options = {}) {
  const result = await attempt(command, args, options);
  if (result.code !== 0) throw new Error(describe(command, args, options, result));
  return result;
}

export function describe(command, args, { limit = 60_000 }, { code, timedOut, output }) {
  const end = timedOut ? `did not end within ${limit / 1000} s` : `ended with ${code}`;
  return `${[command, ...args].join(' ')} ${end}\n${output.trim()}`;
}

export function killAll() {
  for (const child of alive) kill(child);
}

function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}

/** The environment of a user outside of this repository. */
export function cleanEnvironment(added = {}) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (
      /^(NODE_TEST_CONTEXT|NODE_OPTIONS|NODE_V8_COVERAGE|NODE_PATH|BAXCLOUD_.*|npm_.*|YARN_.*|INIT_CWD)$/i.test(
        name,
      )
    ) {
      delete env[name];
    }
  }
  return { ...env, ...added };
}

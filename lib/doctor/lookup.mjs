import { spawn } from 'node:child_process';
import { TIMED_OUT, within } from './time-limit.mjs';

/** It writes one byte when it runs, and then the result. */
const PROGRAM = `
  process.stdout.write('.');
  require('node:dns').lookup(process.argv[1], { all: true }, (error, found) => {
    process.stdout.write(error ? error.code : 'FOUND ' + found.length);
  });`;
const LONGEST_OUTPUT = 1024;
/** Milliseconds. On a slow machine, Node.js takes seconds to start. */
const START = 10_000;

/**
 * Looks up a name in another process. A lookup that never ends would keep this process alive,
 * because Node.js waits for its threads.
 *
 * @param {string} host
 * @param {import('./time-limit.mjs').TimeLimit} limit the start of the process does not count
 * @param {(limit: import('./time-limit.mjs').TimeLimit) => number} most milliseconds of the lookup
 * @returns {Promise<{ count: number } | { code: string } | undefined>} the number of addresses, or
 *   the code of the error. `code` is `TIMED_OUT` if the lookup does not end. undefined if the
 *   process does not start.
 */
export async function lookUp(host, limit, most) {
  const child = start(host);
  if (!child) return undefined;
  try {
    const began = performance.now();
    const runs = await within(child.runs, START);
    limit.extend(performance.now() - began);
    if (runs !== true) return undefined;
    const output = await within(child.output, most(limit));
    if (output === TIMED_OUT) return { code: 'TIMED_OUT' };
    if (output === '') return undefined;
    const [, count] = /^FOUND (\d+)$/.exec(output) ?? [];
    return count === undefined ? { code: output } : { count: Number(count) };
  } finally {
    child.kill();
  }
}

function start(host) {
  let child;
  try {
    child = spawn(process.execPath, ['-e', PROGRAM, '--', host], {
      // Options of the parent, such as --inspect, are not for this process.
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
  } catch {
    return undefined;
  }
  let text = '';
  child.stdout.setEncoding('latin1').on('data', (more) => {
    text = (text + more).slice(0, LONGEST_OUTPUT);
  });
  const ended = new Promise((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  const runs = new Promise((resolve) => child.stdout.once('data', () => resolve(true)));
  return {
    runs: Promise.race([runs, ended.then(() => text !== '')]),
    output: ended.then(() => text.slice(1)),
    kill: () => child.kill('SIGKILL'),
  };
}

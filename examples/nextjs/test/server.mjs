// Runs the app as processes.

import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { visitor } from './visitor.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const next = join(root, 'node_modules/next/dist/bin/next');
const major = Number(createRequire(import.meta.url)('next/package.json').version.split('.')[0]);

export const secret = { SESSION_SECRET: 'a-secret-of-tests-that-is-long-enough' };

/**
 * The environment of a process. It has no settings of the service by default, because a build needs
 * no key.
 */
function environment(env) {
  const { BAXCLOUD_BASE_URL, BAXCLOUD_PROJECT_ID, BAXCLOUD_API_KEY, ...rest } = process.env;
  const quiet = { NEXT_TELEMETRY_DISABLED: '1', NEXT_IGNORE_INCORRECT_LOCKFILE: '1' };
  return { ...rest, ...quiet, ...env };
}

export async function build(bundler) {
  // Version 15 builds with webpack by default and has no flag for it.
  const flags = bundler === 'webpack' && major < 16 ? [] : [`--${bundler}`];
  const child = spawn(process.execPath, [next, 'build', ...flags], {
    cwd: root,
    env: environment({ NODE_ENV: 'production' }),
  });
  const output = collect(child);
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0) throw new Error(`next build ended with ${status}:\n${output()}`);
}

export const start = (env) => serve([next, 'start', '-H', '127.0.0.1', '-p'], root, env);

/**
 * Copies the standalone server away from node_modules, so that it runs only with the traced files.
 */
export async function standalone() {
  const folder = await mkdtemp(join(tmpdir(), 'standalone-'));
  await cp(join(root, '.next/standalone'), folder, { recursive: true, verbatimSymlinks: true });
  return {
    start: (env) => serve(['server.js'], folder, env),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function serve(args, cwd, env, mode = 'production') {
  for (let n = 0; ; n += 1) {
    try {
      return await serveOn(await freePort(), args, cwd, env, mode);
    } catch (error) {
      // Next.js cannot choose a free port itself, and another process may take this one first.
      if (n === 5 || !String(error).includes('EADDRINUSE')) throw error;
    }
  }
}

async function serveOn(port, args, cwd, env, mode) {
  const child = spawn(process.execPath, args[0] === 'server.js' ? args : [...args, port], {
    cwd,
    env: environment({ NODE_ENV: mode, PORT: port, HOSTNAME: '127.0.0.1', ...env }),
  });
  const output = collect(child);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill();
    await closed;
  };
  for (let n = 0; n < 600; n += 1) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/api/me`).catch(() => {});
    if (answer?.status === 401) return { url, output, stop, visitor: () => visitor(url) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const status = child.exitCode;
  await stop();
  throw new Error(`it does not serve, exit code ${status}:\n${output()}`);
}

function collect(child) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
  }
  return () => text;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
}

/** `next dev`, and a way to change a source file until the end of the test. */
export const develop = (env) =>
  serve([next, 'dev', '-H', '127.0.0.1', '-p'], root, env, 'development');

export async function change(t, path, from, to) {
  const file = join(root, path);
  const source = await readFile(file, 'utf8');
  if (!source.includes(from)) throw new Error(`${path} has no ${from}`);
  t.after(() => writeFile(file, source));
  await writeFile(file, source.replace(from, to));
}

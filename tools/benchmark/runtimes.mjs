import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const newer = 24;

/**
 * The versions of Node.js that run the clients: the one of this process, and Node 24, if this
 * process is older and npm has installed its package.
 *
 * @returns {{ program: string, node: string, undici: string, isNewer: boolean }[]} `undici` is the
 *   version of `fetch`
 */
export function runtimes() {
  const current = { program: process.execPath, ...versionsOf(process.versions) };
  if (current.isNewer) return [current];
  const program = programOf(`node-${process.platform}-${process.arch}-${newer}`);
  if (!program) {
    console.log(`Left out, because its package is not for this system: Node ${newer}.`);
    return [current];
  }
  const printed = execFileSync(program, ['-p', 'JSON.stringify(process.versions)']);
  return [current, { program, ...versionsOf(JSON.parse(printed)) }];
}

function versionsOf({ node, undici }) {
  return { node, undici, isNewer: Number.parseInt(node, 10) >= newer };
}

function programOf(name) {
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'node');
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

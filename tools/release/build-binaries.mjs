// Builds the published binaries for one target. Linux binaries use the oldest supported glibc.
// Windows binaries do not need the Visual C++ runtime. `npm run build` is the quick build for this
// machine.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { path, zigTools } from '../cargo-tools.mjs';
import { addons, manifestOf, programs } from '../packages.mjs';
import { fail, probe, root, run } from '../run.mjs';
import { checkTools, installPackages, napiBuild, writeJavaScript } from '../setup.mjs';
import { placeProgram } from './packaging/program.mjs';
import { GLIBC_FLOOR, glibcOf, isAbove } from './packaging/symbol-floor.mjs';

checkTools();
installPackages();
const { parseTriple } = await import('@napi-rs/cli');

const { values } = parseArgs({ options: { target: { type: 'string', default: hostTriple() } } });
const triple = values.target;
const { platform, abi, platformArchABI } = parseTriple(triple);

if (platform === 'linux') zigTools();
for (const addon of addons) {
  const { napi, name } = manifestOf(addon);
  if (!napi.targets.includes(triple)) fail(`${triple} is not among the targets of ${name}.`);
  console.log(`building ${addon.crate} for ${triple}`);
  build(addon);
  if (abi === 'gnu') {
    checkFloor(join(root, addon.folder, `${napi.binaryName}.${platformArchABI}.node`));
  }
}
for (const program of programs.filter(({ targets }) => targets.includes(triple))) {
  console.log(`building ${program.crate} for ${triple}`);
  buildProgram(program);
}
await writeJavaScript();

function hostTriple() {
  return /^host: (.+)$/m.exec(probe('rustc', ['-vV']))[1];
}

function build(addon) {
  const target = ['--target', abi === 'gnu' ? `${triple}.${GLIBC_FLOOR}` : triple];
  // With cargo-zigbuild, which reads the version of glibc from the target's name.
  const cross = platform === 'linux' ? ['--cross-compile'] : [];
  const env = {
    linux: { PATH: path },
    darwin: { MACOSX_DEPLOYMENT_TARGET: '11.0' },
    win32: { RUSTFLAGS: '-C target-feature=+crt-static' },
  }[platform];
  const options = [...target, ...cross, '--', '--locked'];
  run('npx', ['--no-install', ...napiBuild(addon), ...options], {
    cwd: join(root, addon.folder),
    env,
  });
}

/** Static, because musl's targets are. It needs no library of the system. */
function buildProgram(program) {
  const options = ['--release', '--locked', '--target', triple, '--package', program.crate];
  run('cargo', ['zigbuild', ...options], { env: { PATH: path } });
  const built = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
  placeProgram(program, triple, join(built, triple, 'release', program.binary));
}

function checkFloor(file) {
  const needed = glibcOf(file);
  if (isAbove(needed, GLIBC_FLOOR)) fail(`${file} needs glibc ${needed}, above ${GLIBC_FLOOR}.`);
  console.log(`${file} needs glibc ${needed}`);
}

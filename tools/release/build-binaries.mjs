// Builds the published binaries for one target. Linux binaries use the oldest supported glibc.
// Windows binaries do not need the Visual C++ runtime. `npm run build` is the quick build for this
// machine.

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { path, zigTools } from '../cargo-tools.mjs';
import { addons, manifestOf } from '../packages.mjs';
import { fail, probe, root, run } from '../run.mjs';
import { checkTools, installPackages, napiBuild, writeJavaScript } from '../setup.mjs';
import { GLIBC_FLOOR, glibcOf, isAbove } from './packaging/symbol-floor.mjs';

checkTools();
installPackages();
const { parseTriple } = await import('@napi-rs/cli');

const { values } = parseArgs({ options: { target: { type: 'string', default: hostTriple() } } });
const triple = values.target;
const { platform, arch, abi, platformArchABI } = parseTriple(triple);

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
if (abi === 'musl') buildProgram();
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

/** The emulator without Node, static, where its Dockerfile expects it. */
function buildProgram() {
  const options = ['--release', '--locked', '--target', triple];
  const program = ['--package', 'baxverify-emulator-standalone'];
  run('cargo', ['zigbuild', ...options, ...program], { env: { PATH: path } });
  const architecture = { x64: 'amd64', arm64: 'arm64' }[arch];
  const folder = join(root, 'packages/emulator/dist', architecture);
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
  mkdirSync(folder, { recursive: true });
  copyFileSync(
    join(target, triple, 'release/baxverify-emulator'),
    join(folder, 'baxverify-emulator'),
  );
}

function checkFloor(file) {
  const needed = glibcOf(file);
  if (isAbove(needed, GLIBC_FLOOR)) fail(`${file} needs glibc ${needed}, above ${GLIBC_FLOOR}.`);
  console.log(`${file} needs glibc ${needed}`);
}

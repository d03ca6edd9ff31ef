// Builds the binaries that are published, for one target: on Linux against the oldest glibc that is promised,
// on Windows without a need of the Visual C++ runtime. `npm run build` is the quick build for this machine.

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { path, zigTools } from '../cargo-tools.mjs';
import { fail, probe, root, run } from '../run.mjs';
import { checkTools, installPackages, writeJavaScript } from '../setup.mjs';
import { GLIBC_FLOOR, glibcOf, isAbove } from './packaging/symbol-floor.mjs';

checkTools();
installPackages();
const { platformPackages } = await import('./packaging/manifests.mjs');
const { parseTriple } = await import('@napi-rs/cli');

const { values } = parseArgs({ options: { target: { type: 'string', default: hostTriple() } } });
const triple = values.target;
const { platform, abi, platformArchABI: target } = parseTriple(triple);
const cargoTarget = process.env.CARGO_TARGET_DIR ?? join(root, 'target');

for (const { folder, crate } of [
  { folder: root, crate: 'baxverify' },
  { folder: join(root, 'packages/emulator'), crate: 'baxverify-emulator' },
]) {
  console.log(`building ${crate} for ${triple}`);
  build(crate);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const own = platformPackages(manifest).find((each) => each.target === target);
  if (!own) fail(`${triple} is not among the targets of ${manifest.name}.`);
  const file = join(folder, own.file);
  copyFileSync(join(cargoTarget, triple, 'release', libraryOf(crate)), file);
  if (abi === 'gnu') checkFloor(file);
}
await writeJavaScript();

function hostTriple() {
  return /^host: (.+)$/m.exec(probe('rustc', ['-vV']))[1];
}

function libraryOf(crate) {
  const name = crate.replaceAll('-', '_');
  return { linux: `lib${name}.so`, darwin: `lib${name}.dylib`, win32: `${name}.dll` }[platform];
}

function build(crate) {
  const args = ['--release', '--locked', '-p', crate];
  if (platform === 'linux') {
    const floor = abi === 'gnu' ? `.${GLIBC_FLOOR}` : '';
    // A musl library is linked statically unless told otherwise, which an addon cannot be.
    const env = abi === 'musl' ? { RUSTFLAGS: '-C target-feature=-crt-static' } : {};
    zigTools();
    run('cargo', ['zigbuild', ...args, '--target', `${triple}${floor}`], {
      env: { ...env, PATH: path },
    });
    return;
  }
  const env =
    platform === 'win32'
      ? { RUSTFLAGS: '-C target-feature=+crt-static' }
      : { MACOSX_DEPLOYMENT_TARGET: '11.0' };
  run('cargo', ['build', ...args, '--target', triple], { env });
}

function checkFloor(file) {
  const needed = glibcOf(file);
  if (isAbove(needed, GLIBC_FLOOR)) fail(`${file} needs glibc ${needed}, above ${GLIBC_FLOOR}.`);
  console.log(`${file} needs glibc ${needed}`);
}

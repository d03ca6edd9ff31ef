// Builds the emulator's program without Node. The quick build for this machine, for tests: on
// Linux it is static, so that it also runs in an empty container. tools/release/build-binaries.mjs
// builds the published one.

import { run } from '../run.mjs';

const PACKAGE = ['--package', 'baxverify-emulator-standalone'];

export function buildStandalone() {
  // Only the program gets the flag, so the libraries are those of `cargo test`.
  const isStatic = process.platform === 'linux' ? ['-C', 'target-feature=+crt-static'] : [];
  const bin = ['--bin', 'baxverify-emulator', '--locked', '--quiet'];
  run('cargo', ['rustc', ...PACKAGE, ...bin, '--', ...isStatic]);
}

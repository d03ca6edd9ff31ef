// Installs the nightly compiler and its components for the checks that need them.

import { fail, probe } from '../run.mjs';

/** Installs what is missing. Ends the process if that is not possible. */
export function needNightly(...components) {
  const has = (args) => probe('cargo', ['+nightly', ...args]) !== undefined;
  const missing = () => !has(['--version']) || !probe('rustup', ['+nightly', 'which', 'rustc']);
  if (missing()) {
    probe('rustup', ['toolchain', 'install', 'nightly', '--profile', 'minimal']);
    if (missing()) fail('This check needs a nightly Rust: rustup toolchain install nightly');
  }
  for (const component of components) {
    const args = ['component', 'add', '--toolchain', 'nightly', component];
    if (probe('rustup', args) === undefined) fail(`This check needs rustup ${args.join(' ')}`);
  }
}

// Builds the SDK's addon for another system, quickly: it is for proofs of function.
// `npm run build:portable` builds what is published.

import { join } from 'node:path';
import { path, zigTools } from '../cargo-tools.mjs';
import { run } from '../consumers/process.mjs';
import { addons } from '../packages.mjs';
import { GLIBC_FLOOR } from '../release/packaging/symbol-floor.mjs';
import { probe, root } from '../run.mjs';
import { importLibrary } from './import-library.mjs';

const [sdk] = addons;
/** A first build compiles every dependency. */
const BUILD_LIMIT = 2_400_000;

/** The profile of a release without what takes long. */
const QUICK = {
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
};

/** @returns {string | undefined} why nothing can be built for it here */
export function whyNotBuilt(triple) {
  if (probe('rustup', ['target', 'add', triple]) !== undefined) return undefined;
  return `rustup target add ${triple} failed`;
}

/**
 * @param {string} folder for files that the build needs
 * @param {string | undefined} nodeExe for Windows
 * @returns {Promise<string>} the path of the binary
 */
export async function buildQuickly(triple, folder, nodeExe) {
  zigTools();
  const env = { ...process.env, ...QUICK, PATH: path };
  // A module for Node.js is a shared library, which needs the shared libc.
  if (triple.endsWith('-musl')) env.RUSTFLAGS = '-C target-feature=-crt-static';
  if (nodeExe) env.LIBNODE_PATH = await importLibrary(nodeExe, folder);
  const target = triple.endsWith('-linux-gnu') ? `${triple}.${GLIBC_FLOOR}` : triple;
  const options = ['--release', '--locked', '--lib', '--package', sdk.crate, '--target', target];
  await run('cargo', ['zigbuild', ...options], { cwd: root, env, limit: BUILD_LIMIT });
  const name = triple.includes('windows') ? 'baxverify.dll' : 'libbaxverify.so';
  return join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), triple, 'release', name);
}

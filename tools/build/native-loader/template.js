'use strict';

const { existsSync } = require('node:fs');

const name = __NAME__;
const version = __VERSION__;

const targets = __TARGETS__;

/** Returns what has the methods of a binary, for systems without one, if the package has it. */
const fallback = __FALLBACK__;

function load() {
  const failures = [];
  for (const target of targetsHere()) {
    const attempt = tryToLoad(target);
    if (!attempt) continue;
    const failure = attempt.failure ?? otherVersion(target, attempt.binding);
    if (!failure) return attempt.binding;
    failures.push({ target, failure });
  }
  if (failures.length === 0 && fallback) return withoutBinary();
  throw unavailable(failures);
}

/**
 * Loads a binary that was built here, or else the package of the platform. The paths are literals
 * because bundlers and file tracers read no others. They accept a missing path only inside a `try`.
 */
function tryToLoad(target) {
  try {
    switch (target) {
      // __BINARIES__
      default:
        return undefined;
    }
  } catch (failure) {
    return { failure };
  }
}

function withoutBinary() {
  process.emitWarning(
    `${name} has no native binary for ${system()} and uses its fetch build. ` +
      `To choose that build without a warning, import ${name}/fetch. ` +
      'More: https://github.com/baxcloud/baxverify-node/blob/main/docs/fetch-build.md',
    { type: 'BaxVerifyWarning', code: 'BAXVERIFY_FETCH_BUILD' },
  );
  return fallback();
}

function system() {
  const { platform, arch, versions } = process;
  return versions.webcontainer ? 'WebContainers' : `${platform}-${arch}`;
}

/** The targets that this process may be able to load, the most likely first. */
function targetsHere() {
  const { platform, arch, versions } = process;
  // StackBlitz says that it is Linux, and cannot load binaries.
  if (versions.webcontainer) return [];
  if (platform === 'win32') return [`win32-${arch}-msvc`];
  if (platform !== 'linux') return [`${platform}-${arch}`];
  const targets = [`linux-${arch}-gnu`, `linux-${arch}-musl`];
  return hasMusl(arch) ? targets.reverse() : targets;
}

/**
 * musl fixes the path of its dynamic loader. If both libraries are installed, the wrong binary
 * fails to load.
 */
function hasMusl(arch) {
  return existsSync(`/lib/ld-musl-${arch === 'x64' ? 'x86_64' : 'aarch64'}.so.1`);
}

/** Certain but slow: the report takes milliseconds. Used only to explain a failure. */
function libc() {
  const report = process.report?.getReport();
  return report?.header.glibcVersionRuntime ? 'gnu' : 'musl';
}

/** A binary of another version may expect other arguments. */
function otherVersion(target, { VERSION: found }) {
  if (found === version) return undefined;
  const error = new Error(`${name}-${target} has version ${found}, ${name} has version ${version}`);
  return Object.assign(error, { code: 'ERR_VERSION' });
}

// biome-ignore lint/correctness/noUnusedVariables: called by the generated cases.
function isBuiltHere(file) {
  return typeof __dirname === 'string' && existsSync(`${__dirname}/${file}`);
}

function unavailable(failures) {
  // Report the failure of this system's target. The binary for the other libc was not meant for it.
  const own = failures.find(({ target }) => target.endsWith(libc())) ?? failures[0];
  const error = new Error(`${name}: ${own ? explain(own) : unsupported()}`, {
    cause: own?.failure,
  });
  error.code = 'BAXVERIFY_BINARY_UNAVAILABLE';
  return error;
}

function explain({ target, failure }) {
  if (failure.code === 'ERR_DLOPEN_DISABLED') return disabled();
  if (failure.code !== 'ERR_VERSION' && isBundled(target, failure)) {
    return bundled(target, failure);
  }
  if (isMissing(failure)) return missing(target);
  if (failure.code === 'ERR_VERSION') {
    return `the native binary has another version: ${failure.message}. ${reinstall}`;
  }
  return (
    `the native binary for ${target} exists but cannot be loaded (${runtime()}): ${failure.message.replace(/\.$/, '')}. ` +
    'It needs Node.js 18 or later, a file system that is not mounted noexec and, on Linux, glibc 2.17 or later or musl 1.2. ' +
    `If node_modules was copied from another system, install again on this one. ${more}`
  );
}

const reinstall =
  'Remove node_modules and install again. With npm, also remove package-lock.json if it was made on another system.';
const more = 'More: https://github.com/baxcloud/baxverify-node/blob/main/docs/troubleshooting.md';

/** Whether a bundler has put this file into another one, far from its package. */
function isBundled(target, failure) {
  if (typeof __dirname !== 'string') return true;
  // Bun writes the path of the source into the bundle, and looks for a copy of the binary.
  if (isMissing(failure) && !failure.message.includes(`${name}-${target}`)) return true;
  const isInstalled = __dirname.replaceAll('\\', '/').endsWith(`/${name}`);
  return !isInstalled && !existsSync(`${__dirname}/package.json`);
}

function bundled(target, failure) {
  return (
    `the package is in a bundle and cannot load the native binary for ${target} (${runtime()}): ${failure.message.split('\n', 1)[0].replace(/\.$/, '')}. ` +
    `Keep ${name} out of the bundle${inNext()} and install it where the bundle runs${orFetch()}. ` +
    'More: https://github.com/baxcloud/baxverify-node/blob/main/docs/deploy.md'
  );
}

function disabled() {
  return (
    `this process may not load native binaries (${runtime()}): it was started with --no-addons, or with the permission model and without --allow-addons. ` +
    `Start it with other flags${orFetch()}. ${more}`
  );
}

function orFetch() {
  return fallback ? `, or import ${name}/fetch, which needs no binary` : '';
}

/** Next.js writes the value of this variable into its bundles. */
function inNext() {
  return process.env.NEXT_RUNTIME ? ` (serverExternalPackages: ['${name}'] in next.config)` : '';
}

function missing(target) {
  const [os, cpu, libc] = target.split('-');
  const libcFlag = os === 'linux' ? ` --libc=${libc === 'gnu' ? 'glibc' : libc}` : '';
  return (
    `no native binary for ${target} (${runtime()}): the package ${name}-${target} is not installed.\n` +
    '- Did you install with --omit=optional or --no-optional? Install again without the flag.\n' +
    `- Was node_modules made on another system (a container, a Lambda zip, Alpine)? Install on this one, or run: npm install --os=${os} --cpu=${cpu}${libcFlag}\n` +
    `- Otherwise npm may have skipped it. ${reinstall}\n` +
    `${more}`
  );
}

function unsupported() {
  return (
    `there is no native binary for ${system()} (${runtime()}). ` +
    `The supported systems are ${targets.join(', ')}. If Rust and Node.js 20 or later are installed, you can install from the source: ` +
    `npm install github:baxcloud/baxverify-node. ${more}`
  );
}

function isMissing(failure) {
  return failure.code === 'MODULE_NOT_FOUND' || failure.code === 'ERR_MODULE_NOT_FOUND';
}

function runtime() {
  const [kind, number] = ['bun', 'deno', 'electron', 'node']
    .map((key) => [key, process.versions[key]])
    .find(([, found]) => found);
  return `${kind} ${number}`;
}

module.exports = load();

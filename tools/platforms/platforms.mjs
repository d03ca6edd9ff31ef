// How each published platform is tested. The README's table says the same, which
// `__test__/platforms.test.mjs` checks.

/**
 * `target` ends the name of the platform's package, and `triple` is Rust's name. `under` is what
 * `npm run test:platforms` runs its Node.js under, on Linux x64. `proofTriple` is what that command
 * builds, if it is another triple. `workflow` is the file in `.github/workflows`, and `runner` is
 * its system or image there.
 */
export const platforms = [
  {
    target: 'linux-x64-gnu',
    triple: 'x86_64-unknown-linux-gnu',
    workflow: 'ci.yml',
    runner: 'ubuntu-24.04',
  },
  {
    target: 'linux-arm64-gnu',
    triple: 'aarch64-unknown-linux-gnu',
    under: 'qemu',
    workflow: 'ci.yml',
    runner: 'ubuntu-24.04-arm',
  },
  {
    target: 'linux-x64-musl',
    triple: 'x86_64-unknown-linux-musl',
    under: 'chroot',
    workflow: 'ci.yml',
    runner: 'node:22-alpine',
  },
  {
    target: 'linux-arm64-musl',
    triple: 'aarch64-unknown-linux-musl',
    under: 'qemu',
    workflow: 'release.yml',
    runner: 'ubuntu-24.04-arm',
  },
  {
    target: 'darwin-x64',
    triple: 'x86_64-apple-darwin',
    workflow: 'ci.yml',
    runner: 'macos-15-intel',
  },
  {
    target: 'darwin-arm64',
    triple: 'aarch64-apple-darwin',
    workflow: 'ci.yml',
    runner: 'macos-15',
  },
  {
    target: 'win32-x64-msvc',
    triple: 'x86_64-pc-windows-msvc',
    under: 'Wine',
    // Linux has no libraries of MSVC. The sources are the same.
    proofTriple: 'x86_64-pc-windows-gnu',
    workflow: 'ci.yml',
    runner: 'windows-2025',
  },
  {
    target: 'win32-arm64-msvc',
    triple: 'aarch64-pc-windows-msvc',
    workflow: 'ci.yml',
    runner: 'windows-11-arm',
  },
];

/** Those that `npm run test:platforms` proves. */
export const proven = platforms.filter(({ under }) => under);

// Runs the tests of threads and lifetimes on an addon that is built with AddressSanitizer.
// Needs Linux on x64 or arm64, gcc's libasan, and nightly Rust. Arguments select the test files.

import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, probe, root, run, step } from '../run.mjs';
import { setUp } from '../setup.mjs';

const TESTS = [
  '__test__/abort.test.mjs',
  '__test__/storm.test.mjs',
  '__test__/process.test.mjs',
  '__test__/privacy.test.mjs',
  '__test__/abort-in-subscriber.test.mjs',
  '__test__/many-origins.test.mjs',
  '__test__/faults/floods.test.mjs',
  '__test__/faults/leaving.test.mjs',
];
const TARGETS = { x64: 'x86_64-unknown-linux-gnu', arm64: 'aarch64-unknown-linux-gnu' };
const target = TARGETS[process.arch];

if (process.platform !== 'linux' || !target) fail('This check runs on Linux, x64 or arm64.');
if (!probe('cargo', ['+nightly', '--version'])) {
  fail('A nightly Rust was not found. Install it: rustup toolchain install nightly');
}
// Without libasan, gcc prints the name unchanged.
const libasan = probe('gcc', ['-print-file-name=libasan.so']);
if (!libasan?.startsWith('/')) fail('libasan was not found. Install gcc.');

// A separate target folder, because other flags rebuild everything.
const built = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'asan');

await step('build', async () => {
  await setUp();
  run(
    'cargo',
    ['+nightly', 'build', '--lib', '--locked', '--target', target, '--target-dir', built],
    { env: { RUSTFLAGS: '-Zsanitizer=address -Copt-level=1' } },
  );
});

let failed = true;
// The package as its tests see it, with the instrumented binary.
const folder = mkdtempSync(join(tmpdir(), 'baxverify-asan-'));
try {
  for (const name of ['package.json', 'index.js', 'index.mjs', 'native.js']) {
    copyFileSync(join(root, name), join(folder, name));
  }
  for (const name of ['__test__', 'lib']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  copyFileSync(
    join(built, target, 'debug/libbaxverify.so'),
    join(folder, `baxverify.linux-${process.arch}-gnu.node`),
  );
  const files = process.argv.slice(2);
  await step('tests', () => {
    const env = {
      ...process.env,
      LD_PRELOAD: libasan,
      // Node.js frees little at exit, so leaks are not reported. Any other error ends the process
      // and fails its test.
      ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1:detect_stack_use_after_return=1',
      STORM_CALLS: process.env.STORM_CALLS ?? '20000',
    };
    const tests = files.length > 0 ? files : TESTS;
    const args = ['--test', '--test-reporter=spec', ...tests];
    const result = spawnSync(process.execPath, args, { cwd: folder, env, stdio: 'inherit' });
    failed = result.status !== 0;
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failed) fail('Some tests failed. The reports of AddressSanitizer are above.');
console.log('\nAddressSanitizer found nothing.');

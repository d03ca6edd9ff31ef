// The tests of this package, on the SDK and the emulator that were built last. Installs what they
// need.
//
// node scripts/test.mjs                   all
// node scripts/test.mjs login handlers    the test files whose names begin so

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, run } from '../../../tools/run.mjs';
import { bundledServers, prepareRedis } from './redis.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const testFolder = join(folder, '__test__');
const wanted = process.argv.slice(2);

installOnce();
prepareRedis();
const files = readdirSync(testFolder)
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)))
  .map((file) => join(testFolder, file));
if (files.length === 0) fail('No test file has that name.');
const runTests = (names, env) =>
  run(process.execPath, ['--test', '--test-reporter=spec', ...names], { cwd: folder, env });
runTests(files);
// The script of the store, on the oldest server and on Valkey.
const storeTests = files.filter((file) => file.endsWith('store-redis.test.mjs'));
if (storeTests.length > 0) {
  for (const { name, program } of bundledServers()) {
    console.log(`\n=== the store on ${name}`);
    runTests(storeTests, { BAXVERIFY_TEST_REDIS: program });
  }
}

/** What the lock file says, once per state of it. */
function installOnce() {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  const state = createHash('sha256').update(lock).digest('hex');
  const stamp = join(folder, 'node_modules', '.locked');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    cwd: folder,
  });
  writeFileSync(stamp, state);
}

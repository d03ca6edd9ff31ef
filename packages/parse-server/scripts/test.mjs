// Tests the packed adapter on real Parse Servers. Does all its own setup.
//
//   node scripts/test.mjs                both versions of Parse Server, all tests
//   node scripts/test.mjs 9 attacks      one version, the test files with that name
//
// BAXVERIFY_TEST_DATABASE, such as mongodb://127.0.0.1:27017, is a database server to use instead
// of PostgreSQL from npm. Each test creates its own database there, and drops it.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from './postgres.mjs';
import { install, packages, prepareServer, servers, testFolder } from './prepare.mjs';
import { fail, run, timed } from './run.mjs';

const [node] = process.versions.node.split('.').map(Number);
if (node < 20)
  fail('Developing needs Node 20 or later (with Parse Server 8 the package itself runs on 18).');

const began = Date.now();
const wanted = process.argv.slice(2);
const versions = servers.filter(({ major }) => wanted.includes(major));
const names = wanted.filter((word) => !servers.some(({ major }) => major === word));
const files = readdirSync(testFolder)
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => names.length === 0 || names.some((name) => file.startsWith(name)))
  .map((file) => join(testFolder, file));
if (files.length === 0) fail('No test file has that name.');

const tarballs = await timed('build and pack', packages);
const database = await timed('database', openDatabase);
let failed = false;
try {
  for (const { major, folder } of versions.length > 0 ? versions : servers) {
    await timed(`install Parse Server ${major}`, () => prepareServer(folder, tarballs));
    const passed = await timed(`tests on Parse Server ${major}`, () =>
      run(process.execPath, ['--test', '--test-reporter=spec', ...files], {
        env: {
          BAXVERIFY_TEST_SERVER: folder,
          BAXVERIFY_TEST_DATABASE: database.url,
          // Otherwise Parse Server creates a folder for logs in the current folder.
          PARSE_SERVER_LOGS_FOLDER: 'null',
        },
      }),
    );
    failed ||= !passed;
  }
} finally {
  await database.stop();
}
if (failed) fail('Some tests failed.');
console.log(`\nAll passed in ${Math.round((Date.now() - began) / 1000)} s.`);

async function openDatabase() {
  const given = process.env.BAXVERIFY_TEST_DATABASE;
  if (!given) return startPostgres();
  const url = given.replace(/\/$/, '');
  if (!/^(mongodb|postgres|postgresql):\/\/[^/?]+$/.test(url)) {
    fail(
      'BAXVERIFY_TEST_DATABASE must be mongodb://host:port or postgres://user:password@host:port.',
    );
  }
  // Installs the PostgreSQL client. The MongoDB client comes with Parse Server.
  if (!url.startsWith('mongodb')) await install(join(testFolder, 'servers', 'postgres'));
  return { url, stop: async () => {} };
}

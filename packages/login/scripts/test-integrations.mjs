// Tests the integrations with the real libraries, on the SDK and the emulator that were built last.
// Installs what they need.
//
// node scripts/test-integrations.mjs                  all
// node scripts/test-integrations.mjs nestjs passport  the test files whose names begin so

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, run } from '../../../tools/run.mjs';
import { installOnce, layDown } from './integration-folders.mjs';

const testFolder = fileURLToPath(new URL('../__test__/integrations', import.meta.url));
const wanted = process.argv.slice(2);

for (const folder of [testFolder, ...['nestjs-11', 'nestjs-12'].map((n) => join(testFolder, n))]) {
  installOnce(folder);
  layDown(folder);
}
const files = readdirSync(testFolder)
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)))
  .map((file) => join(testFolder, file));
if (files.length === 0) fail('No test file has that name.');
run(process.execPath, ['--test', '--test-reporter=spec', ...files]);

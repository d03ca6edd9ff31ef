// Runs the JavaScript tests of the SDK and the emulator on the last build.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root, run } from '../run.mjs';

const files = [...testsIn('__test__'), ...testsIn('packages/emulator/__test__')];
if (files.length === 0) fail('No JavaScript test was found.');
// The test of the notices reads the crates of other systems too.
run('cargo', ['fetch', '--locked', '--quiet']);
run(process.execPath, ['--test', '--test-reporter=spec', ...files]);

function testsIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.test\.mjs$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !file.includes('node_modules'));
}

// Tests the page in the Chromium of this machine. Debian has it: apt-get install chromium
//
// node scripts/test-browser.mjs            all
// node scripts/test-browser.mjs -g dark    what Playwright's options choose

import { fileURLToPath } from 'node:url';
import { run } from '../../../tools/run.mjs';
import { installOnce } from './integration-folders.mjs';

const folder = fileURLToPath(new URL('../__test__/browser', import.meta.url));

installOnce(folder);
run('npx', ['--no-install', 'playwright', 'test', ...process.argv.slice(2)], { cwd: folder });

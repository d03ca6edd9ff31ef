// Finds Chromium for the browser tests. As a program, installs Debian's where there is none, and
// fails if it cannot.
//
// node tools/chromium.mjs

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fail, probe } from './run.mjs';

/** Without fonts, texts have no size. */
const PACKAGES = ['chromium', 'fonts-dejavu-core'];
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of Chromium. The variable `CHROMIUM` overrides it. */
export const chromium = () => process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));

function install() {
  const command = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  const aptGet = (...args) => {
    const [program, ...rest] = [...command, 'apt-get', '--quiet=2', ...args];
    return probe(program, rest) !== undefined;
  };
  return aptGet('update') && aptGet('install', '--yes', '--no-install-recommends', ...PACKAGES);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!chromium() && !install()) fail('Chromium is missing, and apt-get cannot install it.');
  console.log(chromium());
}

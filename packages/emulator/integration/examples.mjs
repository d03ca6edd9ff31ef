// Writes the examples of docs/emulator.md as files next to an installed copy of the package.

import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const emulator = join(here, '..');
const installed = join(here, 'node_modules/@baxcloud/baxverify-emulator');

export const folder = join(here, '.examples');

/** Every snippet with a name: `[name, text]`. */
export function snippets() {
  const page = readFileSync(join(here, '../../../docs/emulator.md'), 'utf8');
  return [...page.matchAll(/<!-- snippet: (\S+) -->\n+```\w+\n(.*?)```/gs)].map(
    ([, name, text]) => [name, text],
  );
}

/** Writes the examples, and installs the package as it would be packed. */
export function prepare() {
  rmSync(folder, { recursive: true, force: true });
  rmSync(installed, { recursive: true, force: true });
  const { files } = JSON.parse(readFileSync(join(emulator, 'package.json'), 'utf8'));
  const own = files.filter((name) => !name.includes('*'));
  const addon = `baxverify-emulator.${suffix()}.node`;
  for (const name of [...own, 'package.json', addon]) {
    cpSync(join(emulator, name), join(installed, name), { recursive: true });
  }
  for (const [name, text] of snippets()) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const scripts = { test: 'node --test login.node.test.mjs' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', scripts }));
  const command = join(here, 'node_modules/.bin/baxverify-emulator');
  rmSync(command, { force: true });
  symlinkSync(join(installed, 'bin/baxverify-emulator.js'), command);
  chmodSync(join(installed, 'bin/baxverify-emulator.js'), 0o755);
}

/** The suffix of this machine's addon. */
function suffix() {
  const { platform, arch } = process;
  if (platform === 'linux') {
    const musl = !process.report.getReport().header.glibcVersionRuntime;
    return `linux-${arch}-${musl ? 'musl' : 'gnu'}`;
  }
  return platform === 'win32' ? `win32-${arch}-msvc` : `${platform}-${arch}`;
}

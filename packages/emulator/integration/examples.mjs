// Writes the examples of docs/emulator.md and docs/mocking.md as files next to installed copies of
// the emulator and the SDK.

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
const root = join(here, '../../..');
const scope = join(here, 'node_modules/@baxcloud');

export const folder = join(here, '.examples');

const PAGES = ['emulator.md', 'mocking.md'];

/** Every snippet with a name: `[name, text]`. */
export function snippets() {
  return PAGES.flatMap((page) => {
    const text = readFileSync(join(root, 'docs', page), 'utf8');
    return [...text.matchAll(/<!-- snippet: (\S+) -->\n+```\w+\n(.*?)```/gs)].map(
      ([, name, code]) => [name, code],
    );
  });
}

/** Writes the examples, and installs the packages as they would be packed. */
export function prepare() {
  rmSync(folder, { recursive: true, force: true });
  rmSync(scope, { recursive: true, force: true });
  install('.', 'baxverify');
  const installed = install('packages/emulator', 'baxverify-emulator');
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

/** Copies a package with the binary of this machine, and returns its folder. */
function install(source, name) {
  const from = join(root, source);
  const to = join(scope, name);
  const { files } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const own = files.filter((file) => !file.includes('*'));
  for (const file of [...own, 'native.js', 'package.json', `${name}.${suffix()}.node`]) {
    cpSync(join(from, file), join(to, file), { recursive: true });
  }
  return to;
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

// The messages of the loader in docs/troubleshooting.md must be the real ones.

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { generateLoader } from '../tools/build/native-loader/generate.mjs';
import { ROOT, run } from './support/process.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-troubleshooting-'));
/** The emulator has the same loader, without a fetch build. */
const emulator = path.join(folder, 'emulator');
/** The loader in a bundle: no manifest is next to it. */
const bundle = path.join(folder, 'bundle');
const linux = { platform: 'linux', arch: 'x64' };
const unloadable =
  '/app/node_modules/@baxcloud/baxverify-linux-x64-gnu/baxverify.linux-x64-gnu.node: invalid ELF header';
const situations = {
  missing: { system: linux },
  version: { system: linux, binary: "module.exports = { VERSION: '0.0.9' };" },
  unloadable: { system: linux, binary: `throw new Error('${unloadable}');` },
  disabled: { system: linux, binary: "process.dlopen({}, 'a.node');", flags: ['--no-addons'] },
  bundled: { system: linux, from: bundle },
  fallback: { system: { platform: 'freebsd', arch: 'x64' } },
  unsupported: { system: { platform: 'freebsd', arch: 'x64' }, from: emulator },
};

before(() => {
  // A fixed version, so that the page does not change with each release.
  for (const [source, target] of [
    ['.', folder],
    ['packages/emulator', emulator],
  ]) {
    const manifest = JSON.parse(readFileSync(path.join(ROOT, source, 'package.json'), 'utf8'));
    mkdirSync(target, { recursive: true });
    const dated = { ...manifest, version: '0.1.0' };
    writeFileSync(path.join(target, 'package.json'), JSON.stringify(dated));
    if (target === folder) mkdirSync(path.join(folder, 'lib/fetch'), { recursive: true });
    generateLoader(target);
  }
  writeFileSync(path.join(folder, 'fetch-native.js'), '');
  mkdirSync(bundle);
  copyFileSync(path.join(folder, 'native.js'), path.join(bundle, 'native.js'));
});
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

function quoted() {
  const page = readFileSync(path.join(ROOT, 'docs/troubleshooting.md'), 'utf8');
  const blocks = page.matchAll(/<!-- loader: (\w+) -->\n+```text\n(.+?)\n```/gs);
  return Object.fromEntries([...blocks].map(([, name, text]) => [name, text]));
}

/** The error or the warning of the loader on this system, with this binary package. */
async function messageOf({ system, binary, from = folder, flags = [] }) {
  const place = path.join(folder, 'node_modules/@baxcloud/baxverify-linux-x64-gnu');
  rmSync(place, { recursive: true, force: true });
  if (binary) {
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'index.js'), binary);
  }
  const source = `
    Object.defineProperties(process, {
      platform: { value: '${system.platform}' },
      arch: { value: '${system.arch}' },
      versions: { value: { node: '22.14.0' } },
    });
    const fs = require('node:fs');
    const { existsSync } = fs;
    fs.existsSync = (file) => !/ld-musl/.test(file) && existsSync(file);
    try {
      require('./native.js');
    } catch ({ message }) {
      console.log(message);
    }`;
  const { stdout, stderr } = await run(process.execPath, [...flags, '-e', source], { cwd: from });
  const [warning] = stderr.split('\n');
  assert.equal(warning === '', stdout !== '', stderr);
  return stdout.trimEnd() || warning.replace(/^\(node:\d+\) /, '');
}

describe('docs/troubleshooting.md', () => {
  const quotes = quoted();

  test('quotes the loader in each situation', () => {
    assert.deepEqual(Object.keys(quotes).sort(), Object.keys(situations).sort());
  });

  for (const [name, situation] of Object.entries(situations)) {
    test(`quotes it exactly: ${name}`, async () => {
      assert.equal(quotes[name], await messageOf(situation));
    });
  }
});

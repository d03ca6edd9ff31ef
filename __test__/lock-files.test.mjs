// `npm ci` works from a clone on every system.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { foldersWith, manifestsOf } from '../tools/npm-folders.mjs';
import { ROOT, run } from './support/process.mjs';

const folders = foldersWith('package-lock.json');

test('every lock file is found', () => {
  for (const folder of ['', 'tools/consumers', 'packages/parse-server/__test__/servers/postgres']) {
    assert.ok(folders.includes(folder), folder);
  }
});

for (const folder of folders) {
  describe(`the lock file of ${folder || 'the root'}`, () => {
    const { lockfileVersion, packages } = JSON.parse(
      readFileSync(path.join(ROOT, folder, 'package-lock.json'), 'utf8'),
    );

    test('names no registry', () => {
      assert.equal(lockfileVersion, 3);
      for (const [place, { resolved, link, integrity }] of Object.entries(packages)) {
        // A link goes to a folder of this repository.
        assert.equal(resolved === undefined, !link, place);
        if (place.includes('node_modules/') && !link) assert.match(integrity, /^sha512-/, place);
      }
    });

    test('holds the optional packages of every system', () => {
      for (const [place, { optionalDependencies = {} }] of Object.entries(packages)) {
        const missing = Object.keys(optionalDependencies).filter(
          (name) => !isHeld(packages, place, name),
        );
        assert.deepEqual(missing, [], `${place}: npm run lock`);
      }
    });

    test('is accepted by npm ci', async (t) => {
      const stage = mkdtempSync(path.join(tmpdir(), 'baxverify-lock-'));
      t.after(() => rmSync(stage, { recursive: true, force: true, maxRetries: 3 }));
      for (const file of [...manifestsOf(folder), 'package-lock.json']) {
        mkdirSync(path.dirname(path.join(stage, file)), { recursive: true });
        cpSync(path.join(ROOT, folder, file), path.join(stage, file));
      }
      // An empty cache and no network: all that npm must know is in the lock file.
      const args = ['ci', '--dry-run', '--offline', '--cache=cache', '--no-audit'];
      const { code, stderr } = await run('npm', [...args, '--ignore-scripts', '--loglevel=error'], {
        cwd: stage,
        shell: process.platform === 'win32',
      });
      assert.equal(stderr, '');
      assert.equal(code, 0);
    });
  });
}

/** Whether Node would find a package from that place: in the nearest node_modules upwards. */
function isHeld(packages, place, name) {
  for (let from = place; ; from = from.slice(0, Math.max(from.lastIndexOf('/node_modules/'), 0))) {
    if (packages[`${from && `${from}/`}node_modules/${name}`]) return true;
    if (from === '') return false;
  }
}

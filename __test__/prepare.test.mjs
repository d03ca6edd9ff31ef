import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { manifest, ROOT, run } from './support/process.mjs';

/** Copies what sets a clone up to a new folder. */
function copyTools(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-prepare-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  cpSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  for (const part of ['run.mjs', 'setup.mjs', 'packages.mjs', 'build']) {
    cpSync(path.join(ROOT, 'tools', part), path.join(folder, 'tools', part), { recursive: true });
  }
  return folder;
}

test('an installation without development packages builds nothing, and succeeds', async (t) => {
  const folder = copyTools(t);
  const [program, file] = manifest.scripts.prepare.split(' ');
  assert.equal(program, 'node');
  // No tool is there either.
  const env = { PATH: folder };
  const { code, stdout, stderr } = await run(process.execPath, [file], { cwd: folder, env });
  assert.equal(stderr, '');
  assert.match(stdout, /^Nothing was built/);
  assert.equal(code, 0);
});

test('packages are installed if the development packages are missing', {
  skip: process.platform === 'win32' && 'the npm of this test is a shell script',
}, async (t) => {
  const folder = copyTools(t);
  const place = (file) => path.join(folder, file);
  const write = (file, text = '', mode = 0o644) => {
    mkdirSync(path.dirname(place(file)), { recursive: true });
    writeFileSync(place(file), text, { mode });
  };
  write('npm', '#!/bin/sh\necho "npm $1"\n', 0o755);
  const source = `import('./tools/setup.mjs').then((setup) => setup.installPackages())`;
  const install = async () => {
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const { code, stdout, stderr } = await run(process.execPath, ['-e', source], {
      cwd: folder,
      env,
    });
    assert.deepEqual([code, stderr], [0, '']);
    return stdout.trim();
  };
  const date = (file, seconds) => utimesSync(place(file), seconds, seconds);

  write('package-lock.json');
  date('package-lock.json', 1000);
  assert.equal(await install(), 'npm ci');
  // As after `npm ci --omit=dev`.
  write('node_modules/.package-lock.json');
  assert.equal(await install(), 'npm ci');
  write('node_modules/@napi-rs/cli/package.json');
  assert.equal(await install(), '');
  date('node_modules/.package-lock.json', 999);
  assert.equal(await install(), 'npm ci');
});

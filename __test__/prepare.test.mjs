import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { manifest, ROOT, run } from './support/process.mjs';

test('an installation without development packages builds nothing, and succeeds', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-prepare-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  cpSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  for (const part of ['run.mjs', 'setup.mjs', 'packages.mjs', 'build']) {
    cpSync(path.join(ROOT, 'tools', part), path.join(folder, 'tools', part), { recursive: true });
  }
  const [program, file] = manifest.scripts.prepare.split(' ');
  assert.equal(program, 'node');
  // No tool is there either.
  const env = { PATH: folder };
  const { code, stdout, stderr } = await run(process.execPath, [file], { cwd: folder, env });
  assert.equal(stderr, '');
  assert.match(stdout, /^Nothing was built/);
  assert.equal(code, 0);
});

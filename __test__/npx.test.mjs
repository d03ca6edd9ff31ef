// npx downloads and runs what it does not find. The pages therefore name packages with their scope.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { linkPackages, published, startProgram } from './support/project.mjs';
import { pages } from './support/public-pages.mjs';

test('npx runs only published packages, by their full names', () => {
  const names = new Set();
  for (const [page, text] of pages) {
    for (const [, name] of text.matchAll(/\bnpx\s+(?:-\S+\s+)*([^\s`]+)/g)) {
      assert.ok(published.has(name), `npx ${name} in ${page}`);
      names.add(name);
    }
  }
  const expected = ['', '-emulator', '-login'].map((end) => `@baxcloud/baxverify${end}`);
  assert.deepEqual([...names].sort(), expected);
});

test('the commands of the pages find what is installed', { timeout: 120_000 }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-npx-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  linkPackages(folder);
  const emulator = await startEmulator({ port: 0 });
  t.after(() => emulator.stop());
  const env = { ...emulator.env, npm_config_offline: 'true' };
  for (const [line, output] of [
    ['npx @baxcloud/baxverify doctor --json', /^\{/m],
    ['npx baxverify doctor --json', /^\{/m],
    ['npx @baxcloud/baxverify-emulator --help', /Usage:/],
    ['npx @baxcloud/baxverify-login --help', /^baxverify-login simulate/m],
  ]) {
    const program = startProgram(line, [], { cwd: folder, shell: true, env });
    assert.equal(await program.ended, 0, `${line}\n${program.output()}`);
    assert.match(program.output(), output);
  }
});

// Parcel reads the fields of the manifest, and not `exports`. It copies the binary into its output.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as runner from 'node:test';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';

const { test } = runner;
const emulator = useEmulator(runner);
const dist = fileURLToPath(new URL('dist', import.meta.url));

test('the output for Node.js has the binary, and logs in where nothing is installed', async (t) => {
  const alone = mkdtempSync(join(tmpdir(), 'baxverify-parcel-'));
  t.after(() => rmSync(alone, { recursive: true, force: true }));
  cpSync(join(dist, 'server'), alone, { recursive: true });
  const files = readdirSync(alone);
  assert.equal(files.filter((name) => name.endsWith('.node')).length, 1, files.join());
  const { login } = createRequire(join(alone, 'x.js'))('./login.js');
  const proof = await login((phone) => emulator.waitForCode(phone));
  assert.equal(proof.valid, true);
});

test('the page has the module that refuses to work', () => {
  const [script] = readdirSync(join(dist, 'page')).filter((name) => name.endsWith('.js'));
  const page = {};
  const run = () => runInNewContext(readFileSync(join(dist, 'page', script), 'utf8'), page);
  assert.throws(run, { code: 'BAXVERIFY_SERVER_ONLY', message: /route of your server/ });
  assert.equal(page.build, 'none');
});

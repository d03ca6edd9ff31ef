import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serverFolder } from './support/packages.mjs';

const { resolve } = createRequire(import.meta.url);
const nodeTypes = join(resolve('@types/node/package.json'), '..', '..');

test('TypeScript accepts valid uses and rejects invalid ones', { timeout: 60_000 }, async (t) => {
  // Next to the packages, so that they are resolved as in an app.
  const place = join(serverFolder, 'node_modules', '.types-of-tests');
  mkdirSync(place, { recursive: true });
  t.after(() => rmSync(place, { recursive: true }));
  const files = ['usage.mts', 'usage.cts'].map((name) => {
    copyFileSync(fileURLToPath(new URL(`./types/${name}`, import.meta.url)), join(place, name));
    return join(place, name);
  });
  const flags = '--noEmit --strict --module nodenext --target es2022 --types node --typeRoots';
  const tsc = resolve('typescript/bin/tsc');
  const args = [tsc, ...flags.split(' '), nodeTypes, ...files];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error) => error);
  assert.equal(stdout, '');
});

test('ES modules and CommonJS get the same functions', async () => {
  const script = `
    import all, { createBaxVerifyAdapter } from '@baxcloud/parse-server-baxverify';
    import { createRequire } from 'node:module';
    const required = createRequire(process.cwd() + '/app.js')('@baxcloud/parse-server-baxverify');
    console.log(all === required && required.default === required
      && createBaxVerifyAdapter === required.createBaxVerifyAdapter);`;
  const args = ['--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: serverFolder });
  assert.equal(stdout, 'true\n');
});

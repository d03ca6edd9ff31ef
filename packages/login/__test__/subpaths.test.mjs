import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
const subpaths = Object.keys(exports).filter((path) => path !== './package.json');

test('what the package names is there', () => {
  const files = subpaths.flatMap((path) =>
    Object.values(exports[path]).flatMap((conditions) => Object.values(conditions)),
  );
  assert.ok(files.length >= 28);
  for (const file of files) assert.ok(existsSync(`${folder}/${file}`), file);
});

test('the package itself loads no integration and no page', () => {
  const script = `
    const { createPhoneLogin, toFetchHandler, toNodeHandler } = require('./index.js');
    for (const make of [createPhoneLogin, toFetchHandler, toNodeHandler]) try { make({}) } catch {}
    console.log(JSON.stringify(Object.keys(require.cache)))`;
  const loaded = JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: folder }));
  assert.ok(loaded.some((file) => file.endsWith('create-phone-login.js')));
  assert.deepEqual(
    loaded.filter((file) => /node_modules|integrations|[\\/]page/.test(file)),
    [],
  );
});

for (const name of ['better-auth', 'auth-js', 'passport', 'fastify', 'page']) {
  test(`${name} loads without the framework`, () => {
    const script = `console.log(Object.keys(require('./${name}.js')).length)`;
    assert.ok(Number(execFileSync(process.execPath, ['-e', script], { cwd: folder })) > 0);
  });
}

// The packer of Netlify Functions, with each of its bundlers. It needs no account.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { zipFunctions } from '@netlify/zip-it-and-ship-it';

const functions = fileURLToPath(new URL('functions', import.meta.url));
const external = ['@baxcloud/baxverify'];
/** A function with `export default`, and one with `export function handler`. */
const modern = 'modern';
const handler = 'handler';
let emulator;

before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.stop());

/** Packs the functions, and calls one in the folder that would be its zip file. */
async function call(t, name, config) {
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-netlify-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await zipFunctions(functions, folder, { archiveFormat: 'none', config: { '*': config } });
  const task = join(folder, name);
  // Netlify's own entry point loads the first of these.
  const file = [`functions/${name}.mjs`, `functions/${name}.js`, `${name}.js`].find((each) =>
    existsSync(join(task, each)),
  );
  const source = `
    const found = await import(${JSON.stringify(join(task, file))});
    const { handler, default: other } = found;
    const call = handler ?? other.handler ?? other.default ?? other;
    const response = await call();
    console.log(typeof response.body === 'string' ? response.body : await response.text());`;
  const env = { PATH: process.env.PATH, ...emulator.env };
  env.SMS_INBOX = `http://127.0.0.1:${emulator.port}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { cwd: task, env });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      output[stream] += text;
    });
  }
  await new Promise((resolve) => child.once('close', resolve));
  return output;
}

for (const [title, name, config] of [
  ['export default and the default settings', modern, {}],
  ['a handler and external_node_modules', handler, { externalNodeModules: external }],
]) {
  test(`a function with ${title} logs in, with the native build`, async (t) => {
    const { stdout, stderr } = await call(t, name, config);
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), { build: 'native', valid: true });
  });
}

test('a function with a handler and the default settings says what it lacks', async (t) => {
  const { stdout, stderr } = await call(t, handler, {});
  assert.equal(stdout, '');
  assert.match(stderr, /the package is in a bundle and cannot load the native binary/);
});

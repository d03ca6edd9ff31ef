import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as runner from 'node:test';
import { fileURLToPath } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';

const { test } = runner;
useEmulator(runner);
const here = fileURLToPath(new URL('.', import.meta.url));

/** Posts to a route of the app in a folder. */
async function post(folder, route) {
  const child = spawn(process.execPath, ['server.mjs'], { cwd: folder });
  let output = '';
  try {
    const port = await new Promise((resolve, reject) => {
      const read = (text) => {
        output += text;
        const found = /port (\d+)/.exec(output);
        if (found) resolve(found[1]);
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      child.on('exit', (code) => reject(new Error(`${code}: ${output}`)));
    });
    const response = await fetch(`http://127.0.0.1:${port}${route}`, { method: 'POST' });
    return { status: response.status, body: await response.text(), output: () => output };
  } finally {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  }
}

test('the SDK is in the bundle', () => {
  const chunks = join(here, 'build/server/chunks');
  const files = readdirSync(chunks, { recursive: true }).filter((name) => name.endsWith('.js'));
  const code = files.map((name) => readFileSync(join(chunks, name), 'utf8')).join('\n');
  assert.match(code, /BAXVERIFY_BINARY_UNAVAILABLE/);
  assert.doesNotMatch(code, /from ?['"]@baxcloud/);
});

test('the app logs in, with the native build', async () => {
  const { status, body, output } = await post(here, '/login');
  assert.equal(status, 200, output());
  assert.deepEqual(JSON.parse(body), { build: 'native', valid: true });
});

test('without node_modules, the app says what it lacks', async (t) => {
  const alone = mkdtempSync(join(tmpdir(), 'baxverify-sveltekit-'));
  t.after(() => rmSync(alone, { recursive: true, force: true }));
  for (const file of ['build', 'server.mjs', 'package.json']) {
    cpSync(join(here, file), join(alone, file), { recursive: true });
  }
  const failed = await post(alone, '/login');
  assert.equal(failed.status, 500);
  assert.match(failed.output(), /the package is in a bundle and cannot load the native binary/);
  const { status, body, output } = await post(alone, '/login-fetch');
  assert.equal(status, 200, output());
  assert.deepEqual(JSON.parse(body), { build: 'fetch', valid: true });
});

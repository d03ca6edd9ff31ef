// Nuxt deploys what Nitro's file tracer finds. For Bun, it traces with other conditions than Bun
// sets.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as runner from 'node:test';
import { fileURLToPath } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';

const { describe, test } = runner;
const emulator = useEmulator(runner);
const here = fileURLToPath(new URL('.', import.meta.url));

/** Nitro's name for each, and the command that runs the output. */
const PRESETS = {
  'node-server': [process.execPath, ['server/index.mjs']],
  bun: ['bun', ['server/index.mjs']],
};

/** Builds for a preset, and moves the output far from `node_modules`, as when it is deployed. */
function build(preset) {
  const { status, stdout, stderr } = spawnSync('nuxt', ['build'], {
    cwd: here,
    encoding: 'utf8',
    env: { ...process.env, NITRO_PRESET: preset },
    shell: process.platform === 'win32',
  });
  assert.equal(status, 0, stdout + stderr);
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-nuxt-'));
  cpSync(join(here, '.output'), folder, { recursive: true });
  return folder;
}

/** @returns {Promise<{ url: string, output: () => string, stop: () => Promise<void> }>} */
async function start(folder, [command, args]) {
  const env = { ...process.env, NITRO_HOST: '127.0.0.1', NITRO_PORT: '0' };
  const child = spawn(command, args, { cwd: folder, env });
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const read = (text) => {
      output += text;
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (found) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${code}: ${output}`)));
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  };
  return { url, output: () => output, stop };
}

for (const [preset, command] of Object.entries(PRESETS)) {
  describe(preset, () => {
    let folder;
    let server;
    runner.before(async () => {
      folder = build(preset);
      server = await start(folder, command);
    });
    runner.after(async () => {
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    const post = async (route) => {
      const response = await fetch(`${server.url}/api/${route}`, { method: 'POST' });
      assert.equal(response.status, 200, server.output());
      return response.json();
    };

    test('a route logs in, with the native build', async () => {
      emulator.reset();
      assert.deepEqual(await post('login'), { build: 'native', valid: true });
    });

    test('a route logs in, with the fetch build', async () => {
      emulator.reset();
      assert.deepEqual(await post('login-fetch'), { build: 'fetch', valid: true });
    });

    test('a route reads a webhook', async () => {
      assert.equal((await post('webhook')).id, 'evt_1');
    });

    test('browsers get the module that refuses to work', () => {
      const scripts = join(folder, 'public/_nuxt');
      const files = readdirSync(scripts).filter((name) => name.endsWith('.js'));
      const code = files.map((name) => readFileSync(join(scripts, name), 'utf8')).join('\n');
      assert.match(code, /BAXVERIFY_SERVER_ONLY/);
      assert.doesNotMatch(code, /BAXCLOUD_API_KEY|createRequire/);
    });
  });
}

// React Router as a framework. Its server imports packages from `node_modules`, or has them in its
// bundle.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as runner from 'node:test';
import { fileURLToPath } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { createRequestHandler } from 'react-router';

const { describe, test } = runner;
// biome-ignore lint/correctness/useHookAtTopLevel: it is not a hook of React.
const emulator = useEmulator(runner);
const here = fileURLToPath(new URL('.', import.meta.url));

function build(env) {
  const cli = join(here, 'node_modules/@react-router/dev/bin.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'build'], {
    cwd: here,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });
  assert.equal(status, 0, stdout + stderr);
}

for (const [title, env, inBundle] of [
  ['packages outside of the bundle', {}, false],
  ['packages in the bundle', { BUNDLE_ALL: '1' }, true],
]) {
  describe(title, () => {
    let respond;
    runner.before(async () => {
      build(env);
      // A new URL each time, because Node.js keeps modules.
      const server = await import(`./build/server/index.js?${title}`);
      respond = createRequestHandler(server, 'production');
    });
    const post = async (path) => {
      emulator.reset();
      const url = `http://127.0.0.1/${path}`;
      const response = await respond(new Request(url, { method: 'POST' }));
      assert.equal(response.status, 200);
      return response.json();
    };

    test('has the SDK where it should be', () => {
      const code = readFileSync(join(here, 'build/server/index.js'), 'utf8');
      assert.equal(code.includes('BAXVERIFY_BINARY_UNAVAILABLE'), inBundle);
    });

    test('routes log in, with both builds', async () => {
      assert.deepEqual(await post('login'), { build: 'native', valid: true });
      assert.deepEqual(await post('login-fetch'), { build: 'fetch', valid: true });
    });

    test('browsers get the module that refuses to work', () => {
      const assets = join(here, 'build/client/assets');
      const files = readdirSync(assets).filter((name) => name.endsWith('.js'));
      const code = files.map((name) => readFileSync(join(assets, name), 'utf8')).join('\n');
      assert.match(code, /BAXVERIFY_SERVER_ONLY/);
      assert.doesNotMatch(code, /BAXCLOUD_API_KEY|createRequire/);
    });
  });
}

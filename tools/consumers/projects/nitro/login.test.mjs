// Nitro, with which Nuxt is deployed too, copies what its file tracer finds into `.output`.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as runner from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';

const { after, before, test } = runner;
useEmulator(runner);
let folder;
let child;
let output = '';
let port;

before(async () => {
  // Far from `node_modules`, as when `.output` is deployed.
  folder = mkdtempSync(join(tmpdir(), 'baxverify-nitro-'));
  cpSync(new URL('.output', import.meta.url), folder, { recursive: true });
  const source = `
    import { createServer } from 'node:http';
    import { middleware } from './server/index.mjs';
    const server = createServer(middleware);
    server.listen(0, '127.0.0.1', () => console.log('port', server.address().port));`;
  const args = ['--input-type=module', '-e', source];
  child = spawn(process.execPath, args, { cwd: folder });
  port = await new Promise((resolve, reject) => {
    const read = (text) => {
      output += text;
      const found = /port (\d+)/.exec(output);
      if (found) resolve(found[1]);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.on('exit', (code) => reject(new Error(`${code}: ${output}`)));
  });
});

after(async () => {
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  rmSync(folder, { recursive: true, force: true });
});

for (const [route, build] of [
  ['/login', 'native'],
  ['/login-fetch', 'fetch'],
]) {
  test(`${route} logs in, with the ${build} build`, async () => {
    const response = await fetch(`http://127.0.0.1:${port}${route}`, { method: 'POST' });
    assert.equal(response.status, 200, output);
    assert.deepEqual(await response.json(), { build, valid: true });
  });
}

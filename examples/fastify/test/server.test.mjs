import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as runner from 'node:test';
import { fileURLToPath } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';

const emulator = useEmulator(runner);
const { test } = runner;
const file = fileURLToPath(new URL('../server.js', import.meta.url));
const phone = '+4366412345678';

const children = [];
runner.afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Windows knows no signal that a process can answer to. */
const skip = process.platform === 'win32';

test('a request under way ends before the server does', { skip, timeout: 20_000 }, async () => {
  const server = start({});
  const [, url] = await server.prints(/Server listening at (http[^"]+)"/);
  emulator.inject({ route: 'send', latencyMs: 500 });
  const sent = fetch(`${url}/login/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone }),
  });
  await emulator.waitForCode(phone);
  server.child.kill('SIGTERM');
  assert.equal((await sent).status, 200);
  assert.deepEqual(await server.ended, [0, null]);
});

test('production has no secret of its own making', async () => {
  const server = start({ NODE_ENV: 'production' });
  assert.deepEqual(await server.ended, [1, null]);
  assert.match(server.output(), /SESSION_SECRET must be set/);
});

test('a missing key is told at the start', async () => {
  const server = start({ BAXCLOUD_API_KEY: '' });
  assert.deepEqual(await server.ended, [1, null]);
  assert.match(server.output(), /BAXCLOUD_API_KEY/);
});

function start(env) {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, PORT: '0', SESSION_SECRET: '', NODE_ENV: '', ...env },
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  const ended = once(child, 'close');
  const tooEarly = () => ended.then(() => assert.fail(`The server ended:\n${output}`));
  return {
    child,
    ended,
    output: () => output,
    async prints(pattern) {
      while (!pattern.test(output)) await Promise.race([once(child.stdout, 'data'), tooEarly()]);
      return output.match(pattern);
    },
  };
}

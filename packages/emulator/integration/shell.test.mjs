// Runs the shell snippets of docs/emulator.md unchanged, in the folder of the examples.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { folder, snippets } from './examples.mjs';

const RUNS = { timeout: 90_000 };
const PHONE = '+4366412345678';

/** Starts a snippet that runs until it is stopped. */
function start(t, name) {
  const child = spawn('sh', [name], { cwd: folder, detached: true });
  let output = '';
  let look = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      look();
    });
  }
  // Its output ends with the last process of its group, because npx runs between the shell and the
  // emulator.
  const ended = new Promise((resolve) => child.on('close', resolve));
  let stopped;
  const stop = () => {
    stopped ??= (async () => {
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch (error) {
        // It has already ended.
        if (error.code !== 'ESRCH') throw error;
      }
      await ended;
    })();
    return stopped;
  };
  t.after(stop);
  const until = (pattern) =>
    new Promise((resolve, reject) => {
      look = () => pattern.test(output) && resolve(pattern.exec(output));
      look();
      ended.then(() => reject(new Error(`${name} ended before ${pattern}:\n${output}`)));
    });
  return { until, stop };
}

function send(apiKey, projectId = 'proj_emulator') {
  return fetch('http://127.0.0.1:4229/v1/auth/sms/send', {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'x-project-id': projectId },
    body: JSON.stringify({ phone: PHONE }),
  });
}

test('every shell snippet is run here', () => {
  const names = snippets().map(([name]) => name);
  assert.deepEqual(names.filter((name) => name.endsWith('.sh')).sort(), [
    'exec.sh',
    'hook.sh',
    'mocks/module.sh',
    'mocks/spy.sh',
    'node-test.sh',
    'serve.sh',
    'wait.sh',
  ]);
});

test('serve.sh runs with the seed and keeps its state, and wait.sh waits', RUNS, async (t) => {
  rmSync(join(folder, 'emulator.db'), { force: true });
  const first = start(t, 'serve.sh');
  await first.until(/BAXCLOUD_API_KEY=bax_sk_development/);
  const waiting = promisify(execFile)('sh', ['wait.sh'], { cwd: folder });
  assert.equal((await send('bax_sk_development')).status, 200);
  const { code } = JSON.parse((await waiting).stdout);
  assert.match(code, /^\d{6}$/);
  assert.equal((await send('bax_sk_inactive', 'proj_inactive')).status, 403);
  await first.stop();
  const second = start(t, 'serve.sh');
  await second.until(/BAXCLOUD_API_KEY=bax_sk_development/);
  const kept = JSON.parse((await promisify(execFile)('sh', ['wait.sh'], { cwd: folder })).stdout);
  assert.equal(kept.code, code);
});

test('exec.sh runs the test suite', RUNS, async () => {
  const { stdout } = await promisify(execFile)('sh', ['exec.sh'], {
    cwd: folder,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  assert.match(stdout, /pass 1/);
});

test('hook.sh hands each SMS on', RUNS, async (t) => {
  rmSync(join(folder, 'sms.jsonl'), { force: true });
  const running = start(t, 'hook.sh');
  const [line] = await running.until(/\{"type":"listening".*\}/);
  assert.equal((await send(JSON.parse(line).apiKey)).status, 200);
  await running.until(/"type":"message"/);
  // The end of the emulator may interrupt the command.
  const file = join(folder, 'sms.jsonl');
  while (!existsSync(file) || readFileSync(file).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await running.stop();
  assert.equal(JSON.parse(readFileSync(join(folder, 'sms.jsonl'), 'utf8')).phone, PHONE);
});

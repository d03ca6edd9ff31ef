// Tests the program of an example as a process: its start and its end.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { afterTest } from './cleanup.mjs';
import { client } from './http.mjs';
import { newPhone, send } from './login.mjs';

/** Windows has no signal that a process can handle. */
const skip = process.platform === 'win32' && 'no signals';

/** Starts a Node.js program that stops after the test. */
export function startServer(file, env) {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, PORT: '0', SESSION_SECRET: '', NODE_ENV: '', ...env },
  });
  afterTest(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  const ended = once(child, 'close');
  const tooEarly = () => ended.then(() => assert.fail(`The server ended:\n${output}`));
  return {
    child,
    /** `[code, signal]` */
    ended,
    output: () => output,
    async prints(pattern) {
      while (!pattern.test(output)) await Promise.race([once(child.stdout, 'data'), tooEarly()]);
      return output.match(pattern);
    },
  };
}

/**
 * @param {import('./subject.d.ts').Subject} subject
 * @param {object} program
 * @param {string} program.file
 * @param {Record<string, string>} [program.env] with which it starts
 * @param {RegExp} [program.listening] what it prints, with its URL as the first group
 * @param {[number | null, string | null]} [program.end] its exit code and signal after SIGTERM
 * @param {[string, Record<string, string>, RegExp][]} program.refusals environments with which it
 * does not start, and what it prints
 */
export function testServer({ emulator }, program) {
  const { file, env, listening = /Listening on (\S+)/, end = [0, null], refusals } = program;
  const limits = { skip, timeout: 20_000 };

  test('a request under way ends before the server does', limits, async () => {
    const server = startServer(file, env);
    const [, url] = await server.prints(listening);
    const phone = newPhone();
    emulator.inject({ phone, route: 'send', latencyMs: 500 });
    const sent = send(client(url), phone);
    await emulator.waitForCode(phone);
    server.child.kill('SIGTERM');
    assert.equal((await sent).status, 200);
    assert.deepEqual(await server.ended, end);
  });

  for (const [name, env, message] of refusals) {
    test(name, async () => {
      const server = startServer(file, env);
      assert.deepEqual(await server.ended, [1, null]);
      assert.match(server.output(), message);
    });
  }
}

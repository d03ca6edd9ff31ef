import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as runner from 'node:test';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import ts from 'typescript';
import { readSettings } from '../src/settings.js';

const emulator = useEmulator(runner);
const main = fileURLToPath(new URL('../src/main.js', import.meta.url));
const secret = { SESSION_SECRET: 'a-secret-of-tests-that-is-long-enough' };

function start(env: Record<string, string>, program = main): ChildProcess {
  return spawn(process.execPath, [program], { env: { ...process.env, PORT: '0', ...env } });
}

async function address(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    const url = /Listening on (\S+)/.exec(text)?.[1];
    if (url) {
      child.stdout?.resume();
      return url;
    }
  }
  throw new Error(text);
}

const posix = { timeout: 30_000, skip: process.platform === 'win32' && 'no signals' };
test('SIGTERM lets a login under way end, and then the app', posix, async () => {
  const child = start({ ...emulator.env, ...secret, NODE_ENV: 'production' });
  try {
    const url = await address(child);
    const phone = '+4366412345678';
    emulator.inject({ route: 'verify', latencyMs: 700 });
    assert.equal((await post(url, '/login/send', { phone })).status, 200);
    const code = await emulator.waitForCode(phone);
    const login = post(url, '/login/verify', { phone, code });
    await emulatorHasVerified(phone);
    child.kill('SIGTERM');
    const answer = await login;
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('set-cookie') ?? '', /^__Host-session=.*; Secure/);
    if (child.signalCode === null) await once(child, 'exit');
    assert.equal(child.signalCode, 'SIGTERM');
  } finally {
    child.kill('SIGKILL');
  }
});

test('what is missing is named, and the app does not start', { timeout: 30_000 }, async () => {
  for (const [env, message] of [
    [secret, /projectId/],
    [{ ...emulator.env, SESSION_SECRET: 'short' }, /SESSION_SECRET/],
  ] as const) {
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env.PATH ?? '', ...env },
    });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stderr.on('data', (chunk) => (text += chunk));
    const [status] = await once(child, 'close');
    assert.notEqual(status, 0);
    assert.match(text, message);
  }
  assert.throws(() => readSettings({ ...secret, TRUSTED_PROXIES: 'one' }), /TRUSTED_PROXIES/);
});

/** NestJS 11 makes projects of CommonJS, 12 of ES modules: the source is good for both. */
test('the same source runs as CommonJS', { timeout: 30_000 }, async () => {
  const child = start({ ...emulator.env, ...secret }, await commonJs());
  try {
    const answer = await post(await address(child), '/login/send', { phone: '+4366412345678' });
    assert.equal(answer.status, 200);
    assert.equal(emulator.messages().length, 1);
  } finally {
    child.kill('SIGKILL');
  }
});

async function commonJs(): Promise<string> {
  const source = fileURLToPath(new URL('../../src/', import.meta.url));
  const target = fileURLToPath(new URL('../commonjs/', import.meta.url));
  for (const file of await readdir(source, { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const { outputText } = ts.transpileModule(await readFile(join(source, file), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.CommonJS,
        esModuleInterop: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
      },
    });
    const path = join(target, file.replace(/ts$/, 'js'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, outputText);
  }
  await writeFile(join(target, 'package.json'), '{ "type": "commonjs" }');
  return join(target, 'main.js');
}

function post(url: string, path: string, body: object) {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function emulatorHasVerified(phone: string) {
  for (let n = 0; n < 200; n += 1) {
    if (emulator.messages({ phone })[0]?.status === 'VERIFIED') return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('never verified');
}

// The snippets of the README and of docs/login.md, compiled as strict TypeScript and run as a user
// would run them.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { JSON_TYPE } from './support/handlers.mjs';
import { snippets } from './support/pages.mjs';

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'baxverify-login-readme-'));
const phone = '+4366412345678';
let emulator;

before(async () => {
  emulator = await startEmulator({ port: 0 });
  for (const [name, code] of snippets) writeFileSync(join(folder, name), code);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@baxcloud'), { recursive: true });
  symlinkSync(root, join(modules, '@baxcloud/baxverify'));
  // Not a link, which would be looked up from where it leads to: there is no SDK.
  for (const name of [
    'package.json',
    'index.js',
    'index.mjs',
    'index.d.ts',
    'index.d.mts',
    'lib',
  ]) {
    cpSync(join(here, name), join(modules, '@baxcloud/baxverify-login', name), { recursive: true });
  }
  symlinkSync(
    join(require.resolve('libphonenumber-js/package.json'), '..'),
    join(modules, 'libphonenumber-js'),
  );
  symlinkSync(join(here, '__test__/redis/node_modules/ioredis-5'), join(modules, 'ioredis'));
  for (const name of ['@types', 'undici-types']) {
    cpSync(join(root, 'node_modules', name), join(modules, name), { recursive: true });
  }
  compile();
});

after(async () => {
  await emulator?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('every snippet is compiled, and run', () => {
  assert.deepEqual(snippets.map(([name]) => name).sort(), [
    'address.mts',
    'errors.mts',
    'express.mts',
    'fetch.mts',
    'guard.mts',
    'national.mts',
    'redis.mts',
    'server.mts',
  ]);
});

test('the ten lines log in, and hold', { timeout: 30_000 }, async (t) => {
  const port = await freePort();
  const server = start(['server.mjs'], { PORT: String(port) });
  t.after(() => server.child.kill());
  const base = `http://127.0.0.1:${port}`;
  const post = (path, body, headers) =>
    fetch(base + path, {
      method: 'POST',
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify(body),
    });
  for (;;) {
    const isUp = await fetch(base).then(
      () => true,
      () => false,
    );
    if (isUp) break;
    await delay(50);
  }
  const sent = await post('/login/send', { phone: '+43 664 12345678' });
  const answer = await sent.json();
  assert.equal(sent.status, 200);
  assert.deepEqual([answer.phone, answer.expiresInSeconds], [phone, 600]);
  assert.ok(answer.resendAfterSeconds > 0);
  const code = await emulator.waitForCode(phone);
  const verified = await post('/login/verify', {
    phone,
    code: `${code.slice(0, 3)} ${code.slice(3)}`,
  });
  assert.deepEqual([verified.status, await verified.json()], [200, { phone }]);
  assert.match(verified.headers.get('set-cookie'), /^session=[\w-]{36}; Path=\/; HttpOnly/);
  // One client, many numbers.
  const statuses = [];
  for (let n = 0; n < 40; n += 1) {
    statuses.push((await post('/login/send', { phone: `+4366${n + 10}1234567` })).status);
  }
  assert.equal(statuses[0], 200);
  assert.equal(statuses.at(-1), 429);
  assert.ok(statuses.filter((status) => status === 200).length <= 20, statuses.join(' '));
  const foreign = await post('/login/send', { phone }, { origin: 'https://evil.example' });
  assert.equal(foreign.status, 403);
});

test('a national number is read with libphonenumber-js', async () => {
  const program = start(['national.mjs']);
  assert.equal(await program.ended, 0, program.output());
  assert.equal(program.output(), `${phone}\n`);
});

test('an error says what it is', async () => {
  const program = start(['errors.mjs']);
  assert.equal(await program.ended, 0, program.output());
  assert.equal(program.output(), '400 wrong_code Das ist nicht der Code aus der SMS.\n');
});

test('the address of a server action is the one that the proxy saw', async () => {
  const program = start(['address.mjs']);
  assert.equal(await program.ended, 0, program.output());
  assert.equal(program.output(), '203.0.113.9\n');
});

test('the fetch handler makes a session', async () => {
  Object.assign(process.env, emulator.env);
  const { POST } = await import(pathToFileURL(join(folder, 'fetch.mjs')));
  const call = (path, body) =>
    POST(
      new Request(`https://app.example${path}`, {
        method: 'POST',
        headers: { ...JSON_TYPE, 'x-forwarded-for': '192.0.2.1' },
        body: JSON.stringify(body),
      }),
    );
  const other = '+4366487654321';
  assert.equal((await call('/api/login/send', { phone: other })).status, 200);
  const response = await call('/api/login/verify', { phone: other, code: emulator.codeFor(other) });
  assert.equal(response.status, 201);
  assert.deepEqual(await response.json(), { phone: other, token: `a session of ${other}` });
});

test('the guard is one', async () => {
  const { guard } = await import(pathToFileURL(join(folder, 'guard.mjs')));
  assert.equal((await guard.checkSend({ phone, ip: '192.0.2.1' })).action, 'allow');
  assert.equal((await guard.checkSend({ phone: '+447911123456' })).reason, 'country_not_served');
});

test('the guard on Redis decides by itself while there is no Redis', async (t) => {
  Object.assign(process.env, {
    REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
    LOGIN_SECRET: 'x'.repeat(32),
  });
  t.mock.method(console, 'error', () => {});
  const warn = t.mock.method(console, 'warn', () => {});
  const { guard, redis } = await import(pathToFileURL(join(folder, 'redis.mjs')));
  t.after(() => redis.disconnect());
  assert.equal((await guard.checkSend({ phone, ip: '192.0.2.1' })).action, 'allow');
  assert.deepEqual(
    warn.mock.calls.map(({ arguments: args }) => args.slice(0, 2)),
    [['login store', 'degraded']],
  );
});

function compile() {
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    module: 'nodenext',
    target: 'es2022',
    types: ['node'],
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['*.mts'] }),
  );
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    });
  } catch (error) {
    assert.fail(`The snippets do not compile:\n${error.stdout}`);
  }
}

function start(args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...emulator.env, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const ended = new Promise((resolve) => child.on('close', resolve));
  return { child, ended, output: () => output };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

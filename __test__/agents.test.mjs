// The pages for coding agents, AGENTS.md and llms.txt: every block of code is run, and the names
// are those of the package.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { BaxCloudVerifyClient, CLIENT_ERROR_CODES, SERVICE_ERROR_CODES } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { manifest, ROOT } from './support/process.mjs';
import { linkPackages, published, startProgram } from './support/project.mjs';

const PAGES = ['AGENTS.md', 'llms.txt'];
const pages = Object.fromEntries(
  PAGES.map((name) => [name, readFileSync(path.join(ROOT, name), 'utf8')]),
);
const blocks = PAGES.flatMap((page) =>
  [...pages[page].matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, code]) => ({
    page,
    language,
    code,
    file: /^\/\/ (\S+\.mjs)\n/.exec(code)?.[1],
  })),
);
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) => code.trim().split('\n'));
const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-agents-'));
const phone = '+4366412345678';
let emulator;

before(async () => {
  emulator = await startEmulator({ port: 0 });
  linkPackages(folder);
  for (const { file, code } of blocks) {
    if (file) writeFileSync(path.join(folder, file), code);
  }
  Object.assign(process.env, emulator.env);
});
after(async () => {
  await emulator?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

const load = (file) => import(pathToFileURL(path.join(folder, file)));

test('every block of code is one that a test below runs', () => {
  assert.deepEqual(
    blocks.filter(({ language }) => language === 'js').map(({ file }) => file),
    ['server.mjs', 'login.mjs', 'login.test.mjs', 'flow.mjs'],
  );
  assert.deepEqual(commands, [
    'npm install @baxcloud/baxverify @baxcloud/baxverify-login',
    'npm install --save-dev @baxcloud/baxverify-emulator',
    'node --import @baxcloud/baxverify-emulator/register --test',
    'npx @baxcloud/baxverify-emulator exec -- node server.mjs',
  ]);
  assert.equal(blocks.filter(({ language }) => !['js', 'sh'].includes(language)).length, 0);
});

test('the packages to install are published', () => {
  const names = commands.join(' ').match(/@baxcloud\/[\w-]+/g);
  assert.ok(names.length >= 4);
  for (const name of names) assert.ok(published.has(name), name);
});

for (const file of ['login.mjs', 'flow.mjs']) {
  test(`${file} logs in, and refuses a wrong code and a proof for another purpose`, async () => {
    emulator.reset();
    const { sendCode, logIn } = await load(file);
    assert.equal((await sendCode(phone)).expiresInSeconds, 600);
    const wrong = emulator.codeFor(phone) === '000000' ? '111111' : '000000';
    await assert.rejects(logIn(phone, wrong), { code: 'BAXVERIFY_OTP_INVALID' });
    assert.equal(await logIn(phone, emulator.codeFor(phone)), phone);

    await new BaxCloudVerifyClient().sendOtp({ phone, purpose: 'CHANGE_NUMBER' });
    const refused = await logIn(phone, emulator.codeFor(phone)).catch(({ message }) => message);
    assert.ok([undefined, 'The proof is not for a login to this project.'].includes(refused));
  });
}

test('login.mjs finds a response for the user to every error of the service', async () => {
  const { answerFor, sendCode } = await load('login.mjs');
  for (const code of SERVICE_ERROR_CODES) {
    emulator.reset();
    emulator.inject({ route: 'send', error: code });
    const error = await sendCode(phone).catch((reason) => reason);
    assert.equal(error.code, code);
    const [status, text] = answerFor(error);
    const isOfUser = /OTP_|INVALID_PHONE/.test(code);
    assert.equal(status, code === 'BAXVERIFY_RATE_LIMIT' ? 429 : isOfUser ? 400 : 503, code);
    assert.notEqual(text, error.message);
  }
  const typed = await sendCode('').catch((reason) => reason);
  assert.deepEqual(answerFor(typed), [400, 'Check your entry.']);
  assert.deepEqual(answerFor(new TypeError('x')).at(0), 503);
});

test('login.test.mjs passes by the command of the page', { timeout: 60_000 }, async () => {
  const [command, ...args] = commands.find((line) => line.endsWith('--test')).split(' ');
  assert.equal(command, 'node');
  const env = { NODE_TEST_CONTEXT: undefined, BAXVERIFY_ALLOW_HOSTS: undefined };
  const program = startProgram(process.execPath, args, { cwd: folder, env });
  assert.equal(await program.ended, 0, program.output());
  assert.match(program.output(), /pass 2\n/);
});

test('server.mjs logs in by the command of the page', { timeout: 60_000 }, async () => {
  const line = commands.find((each) => each.startsWith('npx '));
  const port = await freePort();
  const program = startProgram(line, [], {
    cwd: folder,
    shell: true,
    env: { PORT: String(port), FORCE_COLOR: undefined, BAXVERIFY_ALLOW_HOSTS: undefined },
  });
  try {
    const post = (route, body) =>
      fetch(`http://127.0.0.1:${port}/login/${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await listening(port, program);
    assert.equal((await post('send', { phone })).status, 200);
    await program.until('Your verification code is');
    const [, code] = /Your verification code is (\d+)/.exec(program.output());
    const verified = await post('verify', { phone, code });
    assert.deepEqual([verified.status, await verified.json()], [200, { phone }]);
  } finally {
    program.stop();
    await program.ended;
  }
});

describe('the names in the pages', () => {
  const types = readFileSync(path.join(ROOT, 'index.d.ts'), 'utf8');

  for (const page of PAGES) {
    const codes = new Set(pages[page].match(/BAXVERIFY_[A-Z_]+/g));

    test(`of errors exist: ${page}`, () => {
      const known = new Set([
        ...SERVICE_ERROR_CODES,
        ...CLIENT_ERROR_CODES,
        'BAXVERIFY_ALLOW_HOSTS',
      ]);
      assert.ok(codes.size > 0);
      for (const code of codes) assert.ok(known.has(code), code);
    });

    test(`of methods, fields and lists exist: ${page}`, () => {
      const prose = pages[page].replace(/^```.*?^```$/gms, '');
      const names = [...prose.matchAll(/`(?:error\.)?([a-z]\w+|[A-Z]+_ERROR_CODES)`/g)]
        .map(([, name]) => name)
        .filter((name) => !PLAIN_WORDS.has(name));
      assert.ok(names.length > 5, names.join());
      for (const name of names) assert.match(types, new RegExp(`\\b${name}\\b`), name);
    });
  }

  test('say which version of Node.js the package needs', () => {
    const [, least] = />=(\d+)$/.exec(manifest.engines.node);
    for (const page of PAGES) assert.match(pages[page], new RegExp(`Node\\.js ${least} or later`));
  });

  test('list all methods in llms.txt', () => {
    const methods = Object.getOwnPropertyNames(BaxCloudVerifyClient.prototype).filter(
      (name) => !['constructor', 'toJSON'].includes(name),
    );
    for (const method of methods) assert.match(pages['llms.txt'], new RegExp(`\`${method}\``));
  });
});

test('the pages are short', () => {
  assert.ok(pages['AGENTS.md'].length < 9_000, `${pages['AGENTS.md'].length} characters`);
  assert.ok(pages['llms.txt'].length < 4_000, `${pages['llms.txt'].length} characters`);
});

/** Words in code font that are no names of the SDK. */
const PLAIN_WORDS = new Set([
  'import',
  'require',
  'register',
  'default',
  'vitest',
  'globalThis',
  'useEmulator',
]);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until the port takes connections, or fails with the output of the program that ended. */
async function listening(port, program) {
  let hasEnded = false;
  program.ended.then(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(program.output());
}

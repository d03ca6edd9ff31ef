// Compiles the README's snippets as strict TypeScript, and runs them as a user would.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { signForTest } from '@baxcloud/baxverify/webhooks';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { linkPackages, startProgram } from './support/project.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'baxverify-readme-'));
const phone = '+4366412345678';
let emulator;

before(async () => {
  emulator = await startEmulator({ port: 0 });
  for (const [name, code] of snippets()) writeFileSync(join(folder, name), code);
  linkPackages(folder);
  cpSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'), {
    recursive: true,
  });
  cpSync(join(root, 'node_modules/undici-types'), join(folder, 'node_modules/undici-types'), {
    recursive: true,
  });
  compile();
});

after(async () => {
  await emulator?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('every snippet is compiled and run', () => {
  assert.deepEqual(
    snippets()
      .map(([name]) => name)
      .sort(),
    [
      'answer.mts',
      'codes.mts',
      'emulator.test.mts',
      'errors.mts',
      'logs.mts',
      'phone-login.mts',
      'quick-start.mts',
      'webhooks.mts',
    ],
  );
});

test('the quick start verifies a phone number', async () => {
  const program = start(['quick-start.mjs']);
  await program.until('The code from the SMS: ');
  program.type(`${emulator.codeFor(phone)}\n`);
  assert.equal(await program.ended, 0);
  assert.match(program.output(), /The code is good for 600 seconds\./);
  assert.match(program.output(), /\+4366412345678 is verified: true/);
});

test('the phone login verifies, refuses a wrong code, and returns the proof', async () => {
  Object.assign(process.env, emulator.env);
  const login = await import(pathToFileURL(join(folder, 'phone-login.mjs')));
  assert.deepEqual(await login.startLogin(phone), { expiresInSeconds: 600 });
  const code = emulator.codeFor(phone);
  assert.equal(await login.finishLogin(phone, code === '000000' ? '111111' : '000000'), undefined);
  assert.equal(await login.finishLogin(phone, code), phone);

  await login.startLogin(phone);
  const auth = await login.externalAuth(phone, emulator.codeFor(phone));
  assert.equal(auth.id, phone);
  assert.match(auth.token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
});

test('the error switch finds its case', async () => {
  emulator.reset();
  const program = start(['errors.mjs']);
  assert.equal(await program.ended, 0);
  assert.equal(program.output(), 'Ask for a new code.\n');
});

test('users get the status of the app, and not that of the service', async () => {
  const { answerFor } = await import(pathToFileURL(join(folder, 'answer.mjs')));
  const client = new BaxCloudVerifyClient({ ...project(), maxRetries: 0 });
  const answers = async (call) => {
    const error = await call().then(
      () => assert.fail('no error'),
      (reason) => reason,
    );
    const { status, text } = answerFor(error);
    assert.doesNotMatch(text, /credit|key|project/i);
    return [error.code, error.statusCode, status];
  };
  emulator.reset();
  await client.sendOtp({ phone });
  const wrong = emulator.codeFor(phone) === '000000' ? '111111' : '000000';
  for (const [call, ...expected] of [
    [() => client.sendOtp({ phone: '0664 12345678' }), 'BAXVERIFY_INVALID_PHONE', 400, 400],
    [() => client.sendOtp({ phone: '' }), 'BAXVERIFY_INVALID_ARGUMENT', undefined, 400],
    [
      () => client.verifyOtp({ phone, code: 'hello' }),
      'BAXVERIFY_INVALID_ARGUMENT',
      undefined,
      400,
    ],
    [
      () => client.verifyOtp({ phone, codes: '1234' }),
      'BAXVERIFY_INVALID_ARGUMENT',
      undefined,
      500,
    ],
    [() => client.verifyOtp({ phone, code: wrong }), 'BAXVERIFY_OTP_INVALID', 400, 400],
  ]) {
    assert.deepEqual(await answers(call), expected);
  }
  emulator.inject({ route: 'send', error: 'BAXVERIFY_INSUFFICIENT_CREDITS' });
  const expected = ['BAXVERIFY_INSUFFICIENT_CREDITS', 400, 503];
  assert.deepEqual(await answers(() => client.sendOtp({ phone })), expected);
  emulator.clearFaults();
});

test('the log lists failures, and counts the newest messages', async () => {
  emulator.reset();
  const client = new BaxCloudVerifyClient(project());
  const failing = '+99900130001';
  await client.sendOtp({ phone: failing }).catch(() => {});
  await client.sendOtp({ phone });
  const program = start(['logs.mjs']);
  assert.equal(await program.ended, 0);
  assert.match(program.output(), /^\S+Z BAXVERIFY_SMS_SEND_FAILED\n2 of the newest messages\n$/);
});

test('the webhook route accepts a signed delivery and refuses a forged one', async (t) => {
  process.env.BAXCLOUD_WEBHOOK_SECRET = 'whsec_readme';
  t.mock.method(console, 'log', () => {});
  const { POST } = await import(pathToFileURL(join(folder, 'webhooks.mjs')));
  const payload = '{"event":"otp.failed","data":{"object":{"phone":"+431","requestId":"req_1"}}}';
  const post = (signature) => {
    const headers = { 'x-baxcloud-signature': signature };
    return POST(new Request('http://127.0.0.1', { method: 'POST', body: payload, headers }));
  };
  assert.equal((await post(signForTest({ secret: 'whsec_readme', payload }))).status, 204);
  assert.equal(console.log.mock.calls[0].arguments[0], 'No SMS for request req_1.');
  await assert.rejects(post(signForTest({ secret: 'whsec_other', payload })), {
    code: 'BAXVERIFY_WEBHOOK_SIGNATURE_INVALID',
  });
});

test('the table of translations lists the codes that it lacks', async () => {
  const program = start(['codes.mjs']);
  assert.equal(await program.ended, 0);
  assert.match(program.output(), /^\[\s+'BAXVERIFY_FEATURE_DISABLED',/);
  assert.doesNotMatch(program.output(), /OTP_INVALID/);
});

test('the emulator snippet passes under node --test', async () => {
  const program = start(['--test', 'emulator.test.mjs'], { NODE_TEST_CONTEXT: undefined });
  assert.equal(await program.ended, 0, program.output());
  assert.match(program.output(), /pass 1/);
});

function project() {
  return { projectId: emulator.projectId, apiKey: emulator.apiKey, baseUrl: emulator.url };
}

function snippets() {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  return [...readme.matchAll(/<!-- snippet: (\S+) -->\n+```ts\n(.*?)```/gs)].map(
    ([, name, code]) => [name, code],
  );
}

function compile() {
  const options = {
    strict: true,
    skipLibCheck: false,
    module: 'nodenext',
    target: 'es2022',
    types: ['node'],
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, include: ['*.mts'] }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    assert.fail(`The README's snippets do not compile:\n${error.stdout}`);
  }
}

/** Starts a child process in the folder of the snippets, with the emulator's environment. */
function start(args, env = {}) {
  return startProgram(process.execPath, args, { cwd: folder, env: { ...emulator.env, ...env } });
}

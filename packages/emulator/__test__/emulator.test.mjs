import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '../index.mjs';
import { clientOf, emulate, OTHER_PHONE, PHONE, prove } from './support/client.mjs';

const FACE = fileURLToPath(new URL('../index.js', import.meta.url));

test('both ways of loading give the same function', () => {
  assert.equal(createRequire(import.meta.url)('../index.js').startEmulator, startEmulator);
});

test('returns its address and keys', async (t) => {
  const { emulator } = await emulate(t);
  assert.equal(emulator.url, `http://127.0.0.1:${emulator.port}/v1`);
  assert.match(emulator.apiKey, /^bax_sk_[0-9a-f]{32}$/);
  assert.match(emulator.clientKey, /^bax_pk_[0-9a-f]{32}$/);
  assert.deepEqual(emulator.env, {
    BAXCLOUD_BASE_URL: emulator.url,
    BAXCLOUD_PROJECT_ID: 'proj_emulator',
    BAXCLOUD_API_KEY: emulator.apiKey,
  });
});

test('accepts every limit as an option', async (t) => {
  const { emulator, send, verify } = await emulate(t, {
    host: 'localhost',
    projectId: 'proj_mine',
    apiKey: 'bax_sk_mine',
    clientKey: 'bax_pk_mine',
    credits: 5,
    verifyFee: 2,
    codeLifetimeSeconds: 30,
    codeLength: 8,
    maxAttempts: 1,
    sendLimit: 1,
    sendWindowSeconds: 60,
    proofLifetimeSeconds: 40,
    maxMessages: 1,
  });
  assert.deepEqual(
    [emulator.projectId, emulator.apiKey, emulator.clientKey],
    ['proj_mine', 'bax_sk_mine', 'bax_pk_mine'],
  );
  assert.equal((await send({ phone: PHONE })).body.expiresInSeconds, 30);
  assert.equal((await send({ phone: PHONE })).status, 429);
  const code = emulator.codeFor(PHONE);
  assert.match(code, /^\d{8}$/);
  assert.equal((await verify({ phone: PHONE, code })).body.expiresIn, 40);
  assert.equal(emulator.updateProject({}).credits, 2);
  await send({ phone: OTHER_PHONE });
  assert.equal(emulator.messages().length, 1);
});

test('invalid options are refused by name', async () => {
  for (const [options, words] of [
    [{ port: '1' }, /"port".*integer from 0 to 65535.*"1"/],
    [{ port: 65536 }, /"port"/],
    [{ codeLength: 3 }, /"codeLength".*4 to 10/],
    [{ credits: -1 }, /"credits".*null for no limit/],
    [{ host: '' }, /"host"/],
    [{ onMessage: true }, /"onMessage" must be a function/],
    [{ prot: 1 }, /unknown option "prot"/],
    [null, /expected an object/],
    ['x', /expected an object/],
  ]) {
    await assert.rejects(startEmulator(options), { name: 'TypeError', message: words });
  }
  await assert.rejects(startEmulator({ apiKey: 'not a key' }), (error) => {
    assert.ok(error instanceof TypeError);
    assert.ok(!error.message.includes('not a key'));
    return true;
  });
});

test('the error of a port in use names the port', async (t) => {
  const { emulator } = await emulate(t);
  const { port } = emulator;
  await assert.rejects(startEmulator({ port }), {
    name: 'Error',
    code: 'EADDRINUSE',
    port,
    address: '127.0.0.1',
    message: new RegExp(`${port}.*in use`),
  });
});

test('two emulators are independent', async (t) => {
  const one = await emulate(t);
  const other = await emulate(t);
  await one.send({ phone: PHONE });
  assert.equal(other.emulator.codeFor(PHONE), undefined);
  assert.notEqual(one.emulator.apiKey, other.emulator.apiKey);
  const crossed = clientOf({
    ...other.emulator.env,
    url: other.emulator.url,
    projectId: 'proj_emulator',
    apiKey: one.emulator.apiKey,
  });
  assert.equal((await crossed.stats()).body.error.code, 'BAXVERIFY_API_KEY_PROJECT_MISMATCH');
});

test('messages come newest first, and each is announced once', async (t) => {
  const announced = [];
  const { emulator, send, verify } = await emulate(t, { onMessage: (m) => announced.push(m) });
  await send({ phone: PHONE, purpose: 'LOGIN' });
  await send({ phone: OTHER_PHONE });
  emulator.updateProject({ failPhones: [OTHER_PHONE] });
  const code = emulator.codeFor(OTHER_PHONE);
  await send({ phone: OTHER_PHONE });
  assert.equal(emulator.codeFor(OTHER_PHONE), code);
  await verify({ phone: PHONE, code: emulator.codeFor(PHONE) });

  const messages = emulator.messages();
  assert.deepEqual(
    messages.map(({ phone, status, errorCode }) => [phone, status, errorCode]),
    [
      [OTHER_PHONE, 'FAILED', 'BAXVERIFY_SMS_SEND_FAILED'],
      [OTHER_PHONE, 'SENT', undefined],
      [PHONE, 'VERIFIED', undefined],
    ],
  );
  assert.deepEqual(emulator.messages({ phone: PHONE }), messages.slice(2));
  const [, , first] = messages;
  assert.equal(first.purpose, 'LOGIN');
  assert.ok(first.text.includes(first.code));
  await emulator.stop();
  assert.deepEqual(
    announced.map(({ id, code }) => [id, code]),
    [messages[2], messages[1]].map(({ id, code }) => [id, code]),
  );
});

test('a reset restores the initial state', async (t) => {
  const service = await emulate(t, { credits: 3 });
  const { emulator, send, validate, stats } = service;
  const token = await prove(service);
  emulator.updateProject({ active: false, credits: 0 });
  emulator.advance({ hours: 1 });
  emulator.reset();
  assert.deepEqual(emulator.messages(), []);
  assert.equal(emulator.codeFor(PHONE), undefined);
  assert.equal(emulator.updateProject({}).credits, 3);
  assert.ok(Math.abs(emulator.advance({}) - Date.now()) < 60_000);
  assert.deepEqual((await stats()).body, { sent: 0, verified: 0, failed: 0, days: 30 });
  assert.equal((await validate({ token })).body.error.code, 'BAXVERIFY_TOKEN_INVALID');
  assert.equal((await send({ phone: PHONE })).status, 200);
});

test('a reset of one project does not affect other projects and the clock', async (t) => {
  const { emulator, send } = await emulate(t);
  emulator.updateProject({ projectId: 'proj_other', credits: 1 });
  emulator.advance({ days: 2 });
  await send({ phone: PHONE });
  emulator.reset({ projectId: 'proj_other' });
  assert.equal(emulator.messages().length, 1);
  assert.ok(emulator.advance({}) - Date.now() > 86_400_000);
  assert.throws(() => emulator.reset({ projectId: 'nowhere' }), /no project "nowhere"/);
});

test('methods refuse invalid arguments', async (t) => {
  const { emulator } = await emulate(t);
  assert.throws(() => emulator.advance({ seconds: -1 }), TypeError);
  assert.throws(() => emulator.advance({ weeks: 1 }), /unknown option "weeks"/);
  assert.throws(() => emulator.advance({ days: 40_000 }), /100 years/);
  assert.throws(() => emulator.updateProject({ activ: true }), /unknown option "activ"/);
  assert.throws(() => emulator.updateProject({ failPhones: ['1'] }), /"failPhones"/);
  assert.throws(() => emulator.messages({ phone: 7 }), /"phone"/);
});

test('one process runs many emulators, one thread each, and stops all of them', async () => {
  const emulators = await Promise.all(Array.from({ length: 20 }, () => startEmulator()));
  assert.equal(new Set(emulators.map(({ port }) => port)).size, 20);
  await Promise.all(emulators.map((emulator) => emulator.stop()));
  await assert.rejects(fetch(emulators[0].url));
});

const run = (script) => promisify(execFile)(process.execPath, ['-e', script], { timeout: 20_000 });

test('keeps the process alive until it is stopped, unless unref() is called', async () => {
  const start = `require(${JSON.stringify(FACE)}).startEmulator()`;
  const { stdout } = await run(`${start}.then((emulator) => {
    const started = Date.now();
    setTimeout(() => emulator.stop(), 300).unref();
    process.on('exit', () => console.log(Date.now() - started));
  })`);
  assert.ok(Number(stdout) >= 290, stdout);
  const free = await run(`${start}.then((emulator) => {
    emulator.unref();
    setTimeout(() => console.log('still here'), 5_000).unref();
  })`);
  assert.equal(free.stdout, '');
});

test('disposes of itself', { skip: !Symbol.asyncDispose }, async () => {
  const emulator = await startEmulator();
  await emulator[Symbol.asyncDispose]();
  await assert.rejects(fetch(emulator.url));
});

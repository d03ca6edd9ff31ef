// An emulator that the processes of a test run share: register, global set-up, exec.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { cli } from './support/cli.mjs';

const RUNS = { timeout: 60_000 };
const file = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const REGISTER = file('register.js');
const VARIABLES = ['BASE_URL', 'PROJECT_ID', 'API_KEY'].map((name) => `BAXCLOUD_${name}`);

/** The environment without that of the runner of this test. */
function clean(extra = {}) {
  const { NODE_TEST_CONTEXT, NODE_OPTIONS, ...env } = process.env;
  for (const name of Object.keys(env)) if (/^BAX/.test(name)) delete env[name];
  return { ...env, ...extra };
}

async function run(args, env) {
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: clean(env) });
  return stdout;
}

/** Prints the variables, and whether something responds at the URL. */
const SHOW = `
  const { BAXCLOUD_BASE_URL, BAXCLOUD_PROJECT_ID, BAXVERIFY_ALLOW_HOSTS } = process.env;
  const health = BAXCLOUD_BASE_URL.replace('/v1', '/healthz');
  fetch(health).then(({ status }) => console.log(
    JSON.stringify([status, BAXCLOUD_BASE_URL, BAXCLOUD_PROJECT_ID, BAXVERIFY_ALLOW_HOSTS])));
`;

for (const flag of ['--require', '--import']) {
  const preload = flag === '--import' ? pathToFileURL(REGISTER).href : REGISTER;

  test(`${flag} starts an emulator, and the process ends by itself`, RUNS, async () => {
    const [status, url, projectId, hosts] = JSON.parse(await run([flag, preload, '-e', SHOW]));
    assert.equal(status, 200);
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    assert.deepEqual([projectId, hosts], ['proj_emulator', 'local']);
  });

  test(`${flag} replaces a live key of the shell, and keeps the allowed hosts`, RUNS, async () => {
    const live = Object.fromEntries(VARIABLES.map((name) => [name, 'https://live.example']));
    const env = { ...live, BAXVERIFY_ALLOW_HOSTS: 'local,emulator' };
    const script = `${SHOW} if (process.env.BAXCLOUD_API_KEY.includes('live')) process.exit(3);`;
    const [status, , , hosts] = JSON.parse(await run([flag, preload, '-e', script], env));
    assert.deepEqual([status, hosts], [200, 'local,emulator']);
  });
}

test('a process and a thread that a test starts share its emulator', RUNS, async () => {
  const script = `
    const { execFileSync, spawnSync } = require('node:child_process');
    const { Worker } = require('node:worker_threads');
    const show = 'console.log(process.env.BAXCLOUD_BASE_URL)';
    const plain = execFileSync(process.execPath, ['-e', show]);
    const preloaded = execFileSync(process.execPath, ['--require', ${JSON.stringify(REGISTER)}, '-e', show]);
    new Worker('require("node:worker_threads").parentPort.postMessage(process.env.BAXCLOUD_BASE_URL)', { eval: true })
      .once('message', (url) => console.log([process.env.BAXCLOUD_BASE_URL, String(plain).trim(), String(preloaded).trim(), url].join(' ')));
  `;
  for (const env of [{}, { JEST_WORKER_ID: '1' }, { NODE_TEST_CONTEXT: 'child' }]) {
    const urls = (await run(['--require', REGISTER, '-e', script], env)).trim().split(' ');
    assert.deepEqual([urls.length, new Set(urls).size], [4, 1], urls.join(' '));
  }
});

test('each worker of a test runner has its own emulator', RUNS, async () => {
  const script = `
    const { execFileSync } = require('node:child_process');
    const urlOf = (env) => String(execFileSync(process.execPath,
      ['--require', ${JSON.stringify(REGISTER)}, '-e', 'console.log(process.env.BAXCLOUD_BASE_URL)'],
      { env: { ...process.env, ...env } })).trim();
    console.log([process.env.BAXCLOUD_BASE_URL, urlOf({ JEST_WORKER_ID: '1' }), urlOf({ JEST_WORKER_ID: '2' }),
      urlOf({ VITEST_POOL_ID: '1' }), urlOf({ MOCHA_WORKER_ID: '0' })].join(' '));
  `;
  const urls = (await run(['--require', REGISTER, '-e', script])).trim().split(' ');
  // Ports may be used again after a process has ended.
  for (const url of urls.slice(1)) assert.notEqual(url, urls[0]);
});

test('a thread with register has its own emulator, which ends with it', RUNS, async () => {
  const { BAXVERIFY_TEST_EMULATOR, BAXVERIFY_TEST_EMULATOR_OWNER, ...env } = process.env;
  const worker = new Worker(
    `require('node:worker_threads').parentPort.postMessage(process.env.BAXCLOUD_BASE_URL);
    setInterval(() => {}, 1000);`,
    { eval: true, env, execArgv: ['--require', REGISTER] },
  );
  const [url] = await once(worker, 'message');
  assert.equal((await fetch(url.replace('/v1', '/healthz'))).status, 200);
  await worker.terminate();
  await assert.rejects(fetch(url));
});

test(
  'test files of node --test have their own emulators, and useEmulator the same',
  RUNS,
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'baxverify-shared-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const content = `
    const runner = require('node:test');
    const assert = require('node:assert/strict');
    const before = process.env.BAXCLOUD_BASE_URL;
    const { useEmulator } = require(${JSON.stringify(file('testing.js'))});
    const emulator = useEmulator(runner);
    assert.equal(emulator.url, before);
    for (const n of [1, 2]) {
      runner.test('is reset', async () => {
        assert.deepEqual(emulator.messages(), []);
        const { BAXCLOUD_PROJECT_ID: id, BAXCLOUD_API_KEY: key } = process.env;
        const headers = { authorization: 'Bearer ' + key, 'x-project-id': id };
        const sent = await fetch(before + '/auth/sms/send', { method: 'POST', headers, body: '{"phone":"+4366412345678"}' });
        assert.equal(sent.status, 200);
        assert.match(await emulator.waitForCode('+4366412345678'), /^[0-9]{6}$/);
      });
    }
    assert.throws(() => useEmulator(runner, { codeLength: 8 }), /option "codeLength".*Set the option there/);
  `;
    const files = ['a', 'b'].map((name) => join(folder, `${name}.test.cjs`));
    for (const path of files) writeFileSync(path, content);
    const stdout = await run(['--require', REGISTER, '--test', ...files]);
    assert.match(stdout, /# pass [45]|pass [45]/);
    assert.match(stdout, /fail 0/);
  },
);

test('a global set-up is shared by all workers, and is undone', RUNS, async () => {
  const script = `
    const { execFileSync } = require('node:child_process');
    const setUp = require(${JSON.stringify(file('global-setup.js'))});
    const tearDown = setUp();
    const again = setUp();
    const urlOf = (env) => String(execFileSync(process.execPath,
      ['--require', ${JSON.stringify(REGISTER)}, '-e', 'console.log(process.env.BAXCLOUD_BASE_URL)'],
      { env: { ...process.env, ...env } })).trim();
    const urls = [process.env.BAXCLOUD_BASE_URL, urlOf({ JEST_WORKER_ID: '1' }), urlOf({ VITEST_POOL_ID: '2' })];
    again().then(tearDown).then(() => console.log(JSON.stringify([new Set(urls).size, process.env.BAXCLOUD_BASE_URL, process.env.BAXVERIFY_ALLOW_HOSTS])));
  `;
  const env = { BAXCLOUD_BASE_URL: 'https://before.example' };
  assert.deepEqual(JSON.parse(await run(['-e', script], env)), [1, 'https://before.example', null]);
});

test('exec sets the allowed hosts, and useEmulator connects to its emulator', RUNS, async (t) => {
  const script = `
    const runner = { beforeAll: (run) => run(), beforeEach() { throw new Error('reset'); }, afterAll: (run) => setTimeout(run, 100) };
    const emulator = require(${JSON.stringify(file('testing.js'))}).useEmulator(runner);
    console.log('same', emulator.url === process.env.BAXCLOUD_BASE_URL, process.env.BAXVERIFY_ALLOW_HOSTS);
  `;
  const { ended } = cli(t, ['exec', '--', process.execPath, '-e', script]);
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 0, stderr);
  assert.equal(stdout, 'same true local\n');
});

test('a client of the real service is refused loudly', RUNS, async () => {
  const script = `
    globalThis[Symbol.for('@baxcloud/baxverify/remoteClients')] = 2;
    const { useEmulator, registerEmulator, setUpEmulator } = require(${JSON.stringify(file('testing.js'))});
    const hooks = { beforeAll() {}, beforeEach() {}, afterAll() {} };
    for (const start of [() => useEmulator(hooks), registerEmulator, setUpEmulator]) {
      try { start(); console.log('started'); } catch ({ code, message }) { console.log(code, message.includes(' 2 client')); }
    }
  `;
  assert.equal(await run(['-e', script]), 'EMULATOR_REAL_CLIENT true\n'.repeat(3));
});

test('the web server of Playwright is the same in every process', RUNS, async () => {
  const script = `
    const { emulatorWebServer } = require(${JSON.stringify(file('testing.js'))});
    const entry = emulatorWebServer({ port: 4555, codeLength: 8, credits: null, seed: "it's here.json" });
    console.log(JSON.stringify([entry, process.env.BAXCLOUD_BASE_URL, process.env.BAXVERIFY_ALLOW_HOSTS]));
  `;
  const [entry, url, hosts] = JSON.parse(await run(['-e', script]));
  assert.deepEqual([entry.url, url], ['http://127.0.0.1:4555/healthz', 'http://127.0.0.1:4555/v1']);
  assert.equal(hosts, 'local');
  if (process.platform !== 'win32') {
    assert.ok(
      entry.command.endsWith(
        "'--port' '4555' '--project-id' 'proj_emulator' '--api-key' 'bax_sk_playwright' " +
          "'--code-length' '8' '--seed' 'it'\\''s here.json'",
      ),
      entry.command,
    );
  }
  const refused = `require(${JSON.stringify(file('testing.js'))}).emulatorWebServer({ host: '0.0.0.0' })`;
  await assert.rejects(run(['-e', refused]), /unknown option "host"/);
});

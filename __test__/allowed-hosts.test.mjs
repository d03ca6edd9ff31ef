// BAXVERIFY_ALLOW_HOSTS keeps tests away from the real service.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BaxCloudVerifyClient, BaxVerifyError } from '../index.mjs';

const FACE = fileURLToPath(new URL('../index.js', import.meta.url));
const KEYS = { projectId: 'proj_1', apiKey: 'bax_sk_canary' };

// The process's own value is read with the first client. These tests change that of each client.
delete process.env.BAXVERIFY_ALLOW_HOSTS;
delete process.env.BAXCLOUD_BASE_URL;
new BaxCloudVerifyClient(KEYS);

/** The error of a client, or undefined. */
function refusal(value, options) {
  if (value !== undefined) process.env.BAXVERIFY_ALLOW_HOSTS = value;
  try {
    new BaxCloudVerifyClient({ ...KEYS, ...options });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof BaxVerifyError);
    assert.ok(!JSON.stringify(error).includes('canary'));
    return error;
  } finally {
    delete process.env.BAXVERIFY_ALLOW_HOSTS;
  }
}

/** Runs a script in another process, which prints JSON. */
async function run(script, env = {}) {
  const code = `const { BaxCloudVerifyClient } = require(${JSON.stringify(FACE)});
    const make = (options) => {
      try {
        new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k', ...options });
        return 'made';
      } catch (error) {
        return [error.code, error.details?.field].join(' ');
      }
    };
    (async () => console.log(JSON.stringify(await (async () => { ${script} })())))()`;
  const { NO_PROXY, no_proxy, ...inherited } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', code], {
    env: { ...inherited, ...env },
  });
  return JSON.parse(stdout);
}

const REFUSED = 'BAXVERIFY_HOST_NOT_ALLOWED baseUrl';

test('the real service is refused, by default, option and variable', () => {
  for (const options of [{}, { baseUrl: 'https://api.baxcloud.tech/v1' }]) {
    const error = refusal('local', options);
    assert.equal(error.code, 'BAXVERIFY_HOST_NOT_ALLOWED');
    assert.equal(error.details.field, 'baseUrl');
    assert.deepEqual([error.outcome, error.retryable, error.attempts], ['not_sent', false, 0]);
    assert.match(error.message, /BAXVERIFY_ALLOW_HOSTS/);
  }
  process.env.BAXCLOUD_BASE_URL = 'https://api.baxcloud.tech/v1';
  assert.match(
    refusal('local').message,
    /It comes from the environment variable BAXCLOUD_BASE_URL/,
  );
  delete process.env.BAXCLOUD_BASE_URL;
  assert.equal(refusal(undefined), undefined);
});

test('every notation of this machine is allowed, and of others refused', () => {
  for (const host of [
    'localhost',
    'a.LOCALHOST.',
    '127.1',
    '2130706433',
    '[::1]',
    '[::ffff:7f00:1]',
  ]) {
    assert.equal(refusal('local', { baseUrl: `http://${host}:4229/v1` }), undefined, host);
  }
  for (const host of [
    'localhost.example.com',
    '16843009',
    '0.0.0.0',
    '[::ffff:1.1.1.1]',
    '10.0.0.1',
  ]) {
    assert.equal(
      refusal('local', { baseUrl: `https://${host}` })?.code,
      'BAXVERIFY_HOST_NOT_ALLOWED',
    );
  }
  const baseUrl = 'http://emulator:4229/v1';
  assert.equal(refusal('local', { baseUrl })?.details.field, 'baseUrl');
  assert.equal(refusal('local,emulator', { baseUrl }), undefined);
});

test('a value that is not understood allows nothing', () => {
  for (const value of [
    '',
    '*',
    'local,',
    'http://localhost',
    'x'.repeat(50_000),
    `${'a,'.repeat(25_000)}a`,
  ]) {
    const error = refusal(value, { baseUrl: 'http://127.0.0.1:1' });
    assert.equal(error?.details.field, 'BAXVERIFY_ALLOW_HOSTS', value.slice(0, 20));
  }
});

test('the value of the process cannot be lifted by its code', async () => {
  const seen = await run(
    `const first = make({ baseUrl: 'http://127.0.0.1:1' });
    delete process.env.BAXVERIFY_ALLOW_HOSTS;
    const { Worker } = require('node:worker_threads');
    const worker = new Worker(
      \`const { parentPort } = require('node:worker_threads');
      const { BaxCloudVerifyClient } = require(${JSON.stringify(FACE)});
      try {
        new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k' });
        parentPort.postMessage('made');
      } catch (error) { parentPort.postMessage(error.code); }\`,
      { eval: true, env: {} },
    );
    const inWorker = await new Promise((resolve) => worker.once('message', resolve));
    return [first, make(), inWorker];`,
    { BAXVERIFY_ALLOW_HOSTS: 'local' },
  );
  assert.deepEqual(seen, ['made', REFUSED, 'BAXVERIFY_HOST_NOT_ALLOWED']);
});

test('a proxy gets no connection', async (t) => {
  let connections = 0;
  const proxy = createSocketServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy.once('listening', resolve));
  t.after(() => proxy.close());
  const url = `http://127.0.0.1:${proxy.address().port}`;
  const env = { BAXVERIFY_ALLOW_HOSTS: 'local,emulator', HTTP_PROXY: url, HTTPS_PROXY: url };
  const script = `return [
    make(),
    make({ baseUrl: 'http://emulator:4229/v1' }),
    make({ baseUrl: 'https://emulator' }),
    make({ baseUrl: 'http://127.0.0.1:1' }),
  ]`;
  const [variable, secure] = ['HTTP_PROXY', 'HTTPS_PROXY'].map(
    (name) => `BAXVERIFY_HOST_NOT_ALLOWED ${name}`,
  );
  assert.deepEqual(await run(script, env), [REFUSED, variable, secure, 'made']);
  const direct = await run(script, { ...env, NO_PROXY: 'emulator' });
  assert.deepEqual(direct, [REFUSED, 'made', 'made', 'made']);
  assert.equal(connections, 0);
});

test('a redirect is not followed', async (t) => {
  let followed = 0;
  const listen = async (respond) => {
    const server = createServer(respond).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    t.after(() => server.close());
    return `http://127.0.0.1:${server.address().port}`;
  };
  const target = await listen((_, response) => {
    followed += 1;
    response.end('{}');
  });
  const baseUrl = await listen((_, response) =>
    response.writeHead(307, { location: target }).end(),
  );
  process.env.BAXVERIFY_ALLOW_HOSTS = 'local';
  const client = new BaxCloudVerifyClient({ ...KEYS, baseUrl });
  delete process.env.BAXVERIFY_ALLOW_HOSTS;
  await assert.rejects(client.sendOtp({ phone: '+4366412345678' }), { statusCode: 307 });
  assert.equal(followed, 0);
});

test('clients of other hosts are counted, without keeping them', async () => {
  const seen = await run(`
    const count = () => globalThis[Symbol.for('@baxcloud/baxverify/remoteClients')] ?? 0;
    make({ baseUrl: 'http://localhost:1' });
    const counts = [count()];
    for (let n = 0; n < 3; n += 1) make();
    counts.push(count());
    make({ apiKey: 7 });
    delete require.cache[${JSON.stringify(FACE)}];
    const copy = require(${JSON.stringify(FACE)});
    new copy.BaxCloudVerifyClient({ projectId: 'p', apiKey: 'k' });
    counts.push(count());
    process.env.BAXVERIFY_ALLOW_HOSTS = 'emulator';
    make({ baseUrl: 'http://emulator' });
    counts.push(count());
    Object.defineProperty(globalThis, Symbol.for('@baxcloud/baxverify/remoteClients'), {
      value: 1, writable: false, configurable: false,
    });
    delete process.env.BAXVERIFY_ALLOW_HOSTS;
    return [counts, make()];
  `);
  assert.deepEqual(seen, [[0, 3, 4, 4], 'made']);
});

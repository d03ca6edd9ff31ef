// Runs on the other system, with the installed package next to it: a login, errors, deadlines,
// cancellations, TLS and worker threads. The emulator and its TLS proxy run on the host.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';

const { PROOF_SYSTEM: system, SMS_INBOX: inbox } = process.env;
const { PROOF_TLS_URL: tlsUrl, PROOF_STRANGER_URL: strangerUrl } = process.env;
const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey } = process.env;
const phone = '+4366412345678';
const WORKERS = 4;
const IN_FLIGHT = 200;

const clientOf = (options) => new BaxCloudVerifyClient({ projectId, apiKey, ...options });

async function failureOf(promise) {
  const error = await promise.then(
    () => assert.fail('it succeeds'),
    (reason) => reason,
  );
  assert.ok(error instanceof BaxVerifyError, String(error));
  return error;
}

/** Not by `fetch`, which fails under Wine. */
async function readJson(url) {
  const response = await new Promise((resolve, reject) => {
    get(url, resolve).on('error', reject);
  });
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return JSON.parse(text);
}

async function logIn(client) {
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  const { code } = await readJson(`${inbox}/emulator/code?phone=${encodeURIComponent(phone)}`);
  const wrong = code === '111111' ? '222222' : '111111';
  const { code: failure, statusCode } = await failureOf(client.verifyOtp({ phone, code: wrong }));
  assert.deepEqual([failure, statusCode], ['BAXVERIFY_OTP_INVALID', 400]);
  const { accessToken } = await client.verifyOtp({ phone, code });
  const proof = await client.validateVerificationToken({ token: accessToken });
  assert.deepEqual([proof.valid, proof.phone], [true, phone]);
  const again = await failureOf(client.validateVerificationToken({ token: accessToken }));
  assert.equal(again.code, 'BAXVERIFY_TOKEN_CONSUMED');
}

/** A server that accepts connections and never responds. */
async function silentServer(t) {
  const sockets = new Set();
  const server = createServer((socket) => sockets.add(socket.on('error', () => {})));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}/v1`;
}

test('this is the native build on the system that is meant', () => {
  assert.equal(`${process.platform}-${process.arch}`, system);
  assert.equal(BaxCloudVerifyClient.build, 'native');
});

test('a login, with a wrong code and a used token', () => logIn(clientOf()));

test('a login over TLS, and a server with an unknown root', async () => {
  process.env.SSL_CERT_FILE = fileURLToPath(new URL('root.pem', import.meta.url));
  await logIn(clientOf({ baseUrl: tlsUrl }));
  const error = await failureOf(clientOf({ baseUrl: strangerUrl, maxRetries: 0 }).getStats());
  assert.deepEqual([error.code, error.outcome], ['BAXVERIFY_NETWORK_ERROR', 'not_sent']);
});

test('a refused connection', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.on('listening', resolve));
  const baseUrl = `http://127.0.0.1:${server.address().port}/v1`;
  await new Promise((resolve) => server.close(resolve));
  const error = await failureOf(clientOf({ baseUrl, maxRetries: 1 }).sendOtp({ phone }));
  assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
  assert.deepEqual([error.outcome, error.attempts], ['not_sent', 2]);
});

test('a deadline', async (t) => {
  const client = clientOf({ baseUrl: await silentServer(t), timeout: 300 });
  const began = performance.now();
  const error = await failureOf(client.sendOtp({ phone }));
  assert.deepEqual([error.code, error.outcome], ['BAXVERIFY_TIMEOUT', 'unknown']);
  assert.ok(performance.now() - began >= 298);
});

test('a cancelled call', async (t) => {
  const client = clientOf({ baseUrl: await silentServer(t) });
  const controller = new AbortController();
  const call = client.sendOtp({ phone }, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('no longer needed')), 100);
  await assert.rejects(call, /no longer needed/);
});

test(`${IN_FLIGHT} calls in flight`, async () => {
  const client = clientOf();
  const answers = await Promise.all(Array.from({ length: IN_FLIGHT }, () => client.getStats()));
  assert.ok(answers.every(({ verified }) => verified >= 1));
});

test(`calls in ${WORKERS} worker threads, and the end of one with a call in flight`, async (t) => {
  const work = async (data) => {
    const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: data });
    const messages = [];
    worker.on('message', (message) => messages.push(message));
    const ended = new Promise((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', (code) => resolve({ code, messages }));
    });
    return { worker, ended };
  };
  const options = { projectId, apiKey };
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => work({ options })));
  for (const { ended } of workers) {
    assert.deepEqual(await ended, { code: 0, messages: ['in flight', 'answered'] });
  }
  const baseUrl = await silentServer(t);
  const { worker, ended } = await work({ options: { ...options, baseUrl } });
  await new Promise((resolve) => worker.once('message', resolve));
  await worker.terminate();
  assert.deepEqual((await ended).messages, ['in flight']);
  // The process still works.
  assert.ok((await clientOf().getStats()).verified >= 1);
});

// Runs the fetch build in workerd and in the Edge Runtime: a login, and servers that break.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { EdgeVM } from '@edge-runtime/vm';
import { Miniflare } from 'miniflare';

const phone = '+4366412345678';
let emulator;
before(async () => {
  emulator = await startEmulator({ port: 0 });
});
after(() => emulator.stop());

const read = (file) => readFileSync(new URL(`dist/${file}`, import.meta.url), 'utf8');

/** A server that counts requests and does `act` with each. */
async function serverOf(t, act) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      found.requests++;
      act(socket);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const found = { requests: 0, baseUrl: `http://127.0.0.1:${server.address().port}/v1` };
  t.after(() => server.close());
  return found;
}

async function nowhere() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1`;
}

/** The five steps in one runtime. `knows` is what it knows of a connection that is refused. */
function suite(start, { knows }) {
  let runtime;
  before(async () => {
    runtime = await start();
  });
  after(() => runtime.stop());
  const step = (name, options) => runtime.step(name, { apiKey: 'bax_sk_demo', ...options });

  test('a login', async () => {
    const { url: baseUrl, apiKey, projectId } = emulator;
    const options = { baseUrl, apiKey, projectId };
    const sent = await step('send', options);
    assert.equal(sent.build, 'fetch');
    assert.ok(sent.value.expiresInSeconds > 0, JSON.stringify(sent));
    const code = await emulator.waitForCode(phone);
    const wrong = await step('verify', { ...options, code: '000000' });
    assert.equal(wrong.typed, true);
    assert.equal(wrong.error.code, 'BAXVERIFY_OTP_INVALID');
    const { value: verified } = await step('verify', { ...options, code });
    const { value: proof } = await step('validate', { ...options, token: verified.accessToken });
    assert.equal(proof.phone, phone);
    const again = await step('validate', { ...options, token: verified.accessToken });
    assert.equal(again.error.code, 'BAXVERIFY_TOKEN_CONSUMED');
    const { value: stats } = await step('stats', options);
    assert.ok(stats.verified >= 1);
  });

  test('a server that cuts the connection gets one POST and three GETs', async (t) => {
    const cut = await serverOf(t, (socket) => socket.destroy());
    const { error } = await step('send', { baseUrl: cut.baseUrl });
    assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
    assert.equal(error.outcome, 'unknown');
    assert.equal(error.retryable, false);
    assert.equal(cut.requests, 1);
    const read = await step('stats', { baseUrl: cut.baseUrl });
    assert.equal(read.error.attempts, 3);
    assert.equal(cut.requests, 4);
  });

  test('a refused connection', async () => {
    const { error } = await step('send', { baseUrl: await nowhere(), maxRetries: 1 });
    assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
    assert.equal(error.outcome, knows);
    assert.equal(error.attempts, knows === 'unknown' ? 1 : 2);
  });

  test('a server that is silent, or stops amid the body', async (t) => {
    for (const text of ['', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{']) {
      const silent = await serverOf(t, (socket) => socket.write(text));
      const { error } = await step('send', { baseUrl: silent.baseUrl, timeout: 400 });
      assert.equal(error.code, 'BAXVERIFY_TIMEOUT');
      assert.equal(silent.requests, 1);
      const aborted = await step('abort', { baseUrl: silent.baseUrl });
      assert.equal(aborted.typed, false);
      assert.equal(aborted.error.name, 'TimeoutError');
    }
  });

  test('a redirect is not followed', async (t) => {
    const other = await serverOf(t, (socket) => socket.end());
    const head = `HTTP/1.1 307 Moved\r\nlocation: ${other.baseUrl}\r\ncontent-length: 0\r\n\r\n`;
    const moved = await serverOf(t, (socket) => socket.write(head));
    const { error } = await step('send', { baseUrl: moved.baseUrl });
    assert.equal(error.code, 'BAXVERIFY_HTTP_ERROR');
    assert.equal(error.statusCode, 307);
    assert.equal(other.requests, 0);
  });

  test('a body without end is cut off', async (t) => {
    const flood = await serverOf(t, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const more = () => {
        while (!socket.destroyed && socket.write(`10000\r\n${' '.repeat(0x10000)}\r\n`));
      };
      socket.on('drain', more);
      more();
    });
    const { error } = await step('send', { baseUrl: flood.baseUrl });
    assert.match(error.message, /larger than 8 MiB/);
  });

  test('a small body that becomes large is cut off', async (t) => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    const zipped = await serverOf(t, (socket) => {
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`,
      );
      socket.write(bomb);
    });
    const { error } = await step('send', { baseUrl: zipped.baseUrl });
    assert.match(error.message, /larger than 8 MiB/);
  });

  test('an invalid option', async () => {
    const { error } = await step('send', { baseUrl: 'http://example.com' });
    assert.match(error.message, /^baseUrl must be an https URL/);
  });
}

describe('workerd', () => {
  const start = async () => {
    const miniflare = new Miniflare({
      modules: true,
      script: read('worker.mjs'),
      compatibilityDate: '2024-09-01',
      log: undefined,
    });
    await miniflare.ready;
    return {
      async step(name, options) {
        const body = JSON.stringify({ name, ...options });
        const response = await miniflare.dispatchFetch('http://worker/', { method: 'POST', body });
        return response.json();
      },
      stop: () => miniflare.dispose(),
    };
  };
  // In workerd, all broken connections look alike.
  suite(start, { knows: 'unknown' });
});

describe('the Edge Runtime', () => {
  const start = async () => {
    const vm = new EdgeVM();
    vm.evaluate(read('vm.js'));
    return {
      step: async (name, options) => {
        vm.context.given = JSON.stringify([name, options]);
        const json = vm.evaluate(
          '(async (given) => JSON.stringify(await edge.step(...JSON.parse(given))))(given)',
        );
        return JSON.parse(await json);
      },
      stop() {},
    };
  };
  suite(start, { knows: 'not_sent' });
});

test('a bundle holds the fetch build alone', async () => {
  for (const file of ['library.mjs', 'minified.mjs']) {
    const code = read(file);
    assert.doesNotMatch(code, /from ?['"]node:|\brequire\(|\.node['"]/);
    const { BaxCloudVerifyClient } = await import(new URL(`dist/${file}`, import.meta.url));
    assert.equal(BaxCloudVerifyClient.build, 'fetch');
  }
  const { length } = Buffer.from(read('minified.mjs'));
  const zipped = gzipSync(read('minified.mjs')).length;
  console.log(`minified: ${length} bytes, ${zipped} with gzip`);
  assert.ok(zipped < 24 * 1024, `${zipped} bytes`);
});

// Environment variables are read once, on the JavaScript thread.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { connectProxy } from './faults/connect-proxy.mjs';
import { http1Server } from './faults/http1.mjs';
import { ROOT, run, runProgram } from './support/process.mjs';
import { json, Server } from './support/server.mjs';

/** Removes variables that the tests set themselves. */
const NOTHING = Object.fromEntries(
  ['HTTP', 'HTTPS', 'ALL', 'NO'].flatMap((name) => [
    [`${name}_PROXY`, undefined],
    [`${name.toLowerCase()}_proxy`, undefined],
  ]),
);

// The client allows plain text to names without dots, and does not treat them as loopback
// addresses. The first name usually resolves to this machine, where nothing listens on that port.
// The second does not resolve.
const hosts = [hostname().split('.')[0], 'baxverify-nowhere'];

describe('an environment that changes during calls is harmless', () => {
  for (const host of hosts) {
    for (const proxy of [undefined, 'http://127.0.0.1:1', '::::']) {
      test(`calls to ${host === hosts[0] ? 'this machine' : host}, HTTP_PROXY=${proxy}`, async () => {
        const options = { env: { ...NOTHING, HTTP_PROXY: proxy }, limit: 60_000 };
        const result = await runProgram('environment.mjs', [`http://${host}:1`, 3], options);
        assert.equal(result.signal, null, result.stderr);
        assert.equal(result.code, 0, result.stderr);
        const endings = JSON.parse(result.stdout);
        assert.deepEqual(Object.keys(endings), ['BAXVERIFY_NETWORK_ERROR']);
      });
    }
  }
});

test('proxy variables are read when the first client for a remote host is created', async (t) => {
  const server = await Server.start(t);
  server.reply(json({ sent: 1 }));
  const refuse = (socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  const [first, second] = [await connectProxy(0, { refuse }), await connectProxy(0, { refuse })];
  t.after(() => first.close());
  t.after(() => second.close());
  const proxies = [first, second].map(({ authority }) => `http://${authority}`);
  const result = await runProgram('late-variables.mjs', [server.url, ...proxies], { env: NOTHING });
  const [loopback, one, two] = JSON.parse(result.stdout);
  assert.equal(loopback, 'ok');
  assert.match(one, /proxy did not open a connection to one\.example\.test/);
  assert.match(two, /proxy did not open a connection to two\.example\.test/);
  assert.equal(first.seen.requests.length, 2);
  assert.equal(second.seen.requests.length, 0);
});

describe('no native thread reads a variable', async () => {
  const compiler = await run('cc', ['--version']).catch(() => ({ code: 1 }));
  const skip =
    (process.platform !== 'linux' && 'other systems guard the environment with a lock') ||
    (compiler.code !== 0 && 'there is no C compiler');

  for (const [title, baseUrl, env] of [
    ['in plain text', `http://${hosts[0]}:1`, {}],
    ['to a name that is not found', 'http://baxverify-nowhere:1', {}],
    ['over TLS, with a server that nobody vouches for', undefined, {}],
    ['through a proxy', 'https://api.example.test', { HTTPS_PROXY: 'http://127.0.0.1:1' }],
    ['with roots of its own', 'https://0.0.0.0:1', { SSL_CERT_DIR: ROOT }],
  ]) {
    test(title, { skip }, async (t) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'baxverify-guard-'));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      const library = path.join(folder, 'guard.so');
      const source = path.join(ROOT, '__test__/support/getenv-guard.c');
      const built = await run('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
      assert.equal(built.code, 0, built.stderr);
      const server = await http1Server({}, true);
      t.after(() => server.close());
      const options = { env: { ...NOTHING, ...env, LD_PRELOAD: library } };
      const args = [baseUrl ?? server.baseUrl, 0.2];
      const result = await runProgram('environment.mjs', args, options);
      assert.equal(result.stderr, '');
      assert.equal(result.code, 0);
      assert.deepEqual(Object.keys(JSON.parse(result.stdout)), ['BAXVERIFY_NETWORK_ERROR']);
    });
  }
});

// The command `baxverify doctor`: its options and output, and set-ups that are right.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import * as certificates from '../faults/certificates.mjs';
import { connectProxy } from '../faults/connect-proxy.mjs';
import { answer, http1Server, json } from '../faults/http1.mjs';
import { manifest, ROOT } from '../support/process.mjs';
import { diagnose, doctor, NOBODY, PASSWORD, READY, startService, UNKNOWN } from './support.mjs';

const { pemFile, root } = certificates;
/** Turns the check of certificates off, but not that of the SDK. */
const UNCHECKED = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
const checkOf = ({ checks }, name) => checks.find((check) => check.name === name);

/** What a healthy service says, on raw sockets and with TLS. */
async function secureService(t, tls = true, headers = []) {
  const date = `Date: ${new Date().toUTCString()}`;
  const value = { sent: 1, verified: 1, failed: 0, items: [], valid: false };
  const body = json('200 OK', value, [...headers, ...(headers.length > 0 ? [] : [date])]);
  const server = await http1Server({ request: (socket) => socket.write(body) }, tls);
  t.after(() => server.close());
  return server;
}

describe('the command line', () => {
  for (const args of [['--help'], ['doctor', '--help'], ['doctor', '-h', '--nonsense']]) {
    test(`helps: ${args}`, async () => {
      const { code, stdout, stderr } = await doctor(READY, args);
      assert.equal(code, 0);
      assert.equal(stderr, '');
      for (const option of ['--json', '--base-url', '--timeout', '--help', '--version']) {
        assert.ok(stdout.includes(option), option);
      }
    });
  }

  test('prints the version', async () => {
    const { code, stdout } = await doctor({}, ['--version']);
    assert.deepEqual([code, stdout], [0, `${manifest.version}\n`]);
  });

  for (const [option, line] of [
    ['--baseurl', 'There is no such option. Did you mean --base-url?'],
    ['--base_url=http://c4nary', 'There is no such option. Did you mean --base-url?'],
    ['--jsn', 'There is no such option. Did you mean --json?'],
    ['--json=yes', '--json takes no value.'],
    ['--colour', 'There is no such option.'],
    ['--bax_sk_jsn', 'There is no such option.'],
    [`--${'json'.repeat(10_000)}`, 'There is no such option.'],
  ]) {
    test(`answers ${option.slice(0, 40)} with help`, async () => {
      const { code, stderr } = await doctor(READY, ['doctor', option]);
      assert.equal(code, 2);
      assert.equal(stderr.slice(0, stderr.indexOf('\n')), line);
    });
  }

  for (const args of [
    [],
    ['docter'],
    ['doctor', 'doctor'],
    ['doctor', '--jsn'],
    ['doctor', '--json=yes'],
    ['doctor', '--timeout'],
    ['doctor', '--timeout', '999'],
    ['doctor', '--timeout=1e9'],
    ['doctor', '--timeout', '-5'],
    ['doctor', '--base-url'],
    ['doctor', '--base-url='],
    ['doctor', `--api-key=${READY.BAXCLOUD_API_KEY}`],
    ['doctor', READY.BAXCLOUD_API_KEY],
    ['doctor', '-'.repeat(50_000)],
  ]) {
    test(`refuses ${String(args).slice(0, 40)}`, async () => {
      const { code, stdout, stderr } = await doctor(READY, args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^.{10,150}\n\nUsage: baxverify doctor/);
    });
  }
});

describe('with the emulator', () => {
  let emulator;
  before(async () => {
    emulator = await startEmulator({ port: 0 });
  });
  after(() => emulator.stop());

  test('prints what the README shows', async () => {
    emulator.inject({ route: 'stats', error: 'BAXVERIFY_API_KEY_SCOPE' });
    const { code, stdout, stderr } = await doctor(emulator.env);
    emulator.clearFaults();
    assert.deepEqual([code, stderr], [1, '']);
    const normal = (text) =>
      text
        .replace(/verify \S+ \(/, 'verify VERSION (')
        .replace(/Node\.js .*/, 'NODE')
        .replace(/127\.0\.0\.1(:|, port )\d+/g, '127.0.0.1$1PORT')
        .replace(/\(\d+ ms\)/, '(MS)');
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const [, sample] = /<!-- sample: doctor -->\n+```text\n(.*?)```/s.exec(readme);
    assert.equal(normal(stdout), normal(sample));
  });

  test('has the documented shape with --json, and sends no SMS', async () => {
    const { elapsed: _, stderr, ...result } = await diagnose(emulator.env);
    assert.equal(stderr, '');
    assert.deepEqual(Object.keys(result), [
      'doctor',
      'ok',
      'sdk',
      'node',
      'system',
      'checks',
      'next',
    ]);
    assert.deepEqual([result.doctor, result.ok, result.next], [1, true, null]);
    assert.deepEqual(result.sdk, { version: manifest.version, build: 'native' });
    for (const check of result.checks) {
      assert.deepEqual(Object.keys(check), ['name', 'status', 'id', 'message', 'next']);
    }
    const page = readFileSync(path.join(ROOT, 'docs/troubleshooting.md'), 'utf8');
    for (const { name } of result.checks) assert.ok(page.includes(`| \`${name}\``), name);
    assert.equal(emulator.messages().length, 0);
    assert.equal(emulator.requestCounts().byOperation?.send ?? 0, 0);
  });

  test('is not mixed with a log of the SDK', async () => {
    const { ok, stderr } = await diagnose({ ...emulator.env, BAXCLOUD_LOG: 'debug' });
    assert.deepEqual([ok, stderr], [true, '']);
  });

  test('prefers --base-url', async () => {
    const env = { ...emulator.env, BAXCLOUD_BASE_URL: 'ftp://nowhere' };
    const { ok } = await diagnose(env, ['--base-url', emulator.url]);
    assert.equal(ok, true);
  });

  test('finds a key of another project, and one that does not exist', async () => {
    const env = { ...emulator.env, BAXCLOUD_PROJECT_ID: 'proj_other' };
    const { next } = await diagnose(env);
    assert.match(next, /same project/);
    const { checks } = await diagnose({ ...emulator.env, BAXCLOUD_API_KEY: 'bax_sk_c4n4ry' });
    assert.equal(checks.at(-1).status, 'problem');
  });

  test('warns if messages failed for a reason that only a person can change', async () => {
    const client = new BaxCloudVerifyClient({
      projectId: emulator.projectId,
      apiKey: emulator.apiKey,
      baseUrl: emulator.url,
    });
    await client.sendOtp({ phone: '+99900130001' }).catch(() => {});
    const result = await diagnose(emulator.env);
    const { status, id, message } = checkOf(result, 'messages');
    assert.deepEqual([status, id, result.ok], ['warning', 'BAXVERIFY_SMS_SEND_FAILED', true]);
    assert.match(message, /1 of the newest 1 messages/);
    emulator.reset();
    await client.sendOtp({ phone: '+4366412345678' });
    assert.equal(checkOf(await diagnose(emulator.env), 'messages').status, 'ok');
  });
});

describe('a set-up that is right', () => {
  test('with TLS and extra roots', async (t) => {
    const server = await secureService(t);
    const env = { NODE_EXTRA_CA_CERTS: pemFile(root), BAXCLOUD_BASE_URL: server.baseUrl };
    const result = await diagnose({ ...READY, ...env });
    assert.equal(result.ok, true, JSON.stringify(result.checks));
    assert.match(checkOf(result, 'tls').message, /^TLSv1\.[23], /);
    assert.match(checkOf(result, 'roots').message, /with 1 more of NODE_EXTRA_CA_CERTS/);
  });

  test('with TLS and roots of SSL_CERT_FILE', async (t) => {
    const server = await secureService(t);
    const env = { SSL_CERT_FILE: pemFile(root), BAXCLOUD_BASE_URL: server.baseUrl };
    const result = await diagnose({ ...READY, ...env });
    assert.equal(result.ok, true, JSON.stringify(result.checks));
    assert.match(checkOf(result, 'roots').message, /SSL_CERT_FILE/);
  });

  for (const variable of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY']) {
    test(`through the proxy of ${variable}, with a password`, async (t) => {
      const server = await secureService(t);
      const proxy = await connectProxy(server.port);
      t.after(() => proxy.close());
      const env = {
        ...READY,
        NODE_EXTRA_CA_CERTS: pemFile(root),
        BAXCLOUD_BASE_URL: 'https://api.example.test/v1',
        [variable]: `http://user:${PASSWORD}%21@${proxy.authority}`,
      };
      const result = await diagnose(env);
      assert.equal(result.ok, true, JSON.stringify(result.checks));
      assert.match(checkOf(result, 'proxy').message, /with credentials/);
      const basic = Buffer.from(`user:${PASSWORD}!`).toString('base64');
      assert.ok(proxy.seen.requests.length >= 2);
      for (const head of proxy.seen.requests) {
        assert.match(head, /^CONNECT api\.example\.test:443 HTTP\/1\.1\r\n/);
        assert.ok(head.toLowerCase().includes(`proxy-authorization: basic ${basic}`.toLowerCase()));
      }
    });
  }

  for (const [title, isTrusted, more] of [
    ['that is trusted', true],
    ['that is not trusted, which gets no password', false],
    ['without checks in Node.js, which gets no password', false, UNCHECKED],
  ]) {
    test(`through a proxy over TLS ${title}`, async (t) => {
      const server = await secureService(t);
      const proxy = await connectProxy(server.port, { secure: true });
      t.after(() => proxy.close());
      const env = {
        ...READY,
        ...(isTrusted && { NODE_EXTRA_CA_CERTS: pemFile(root) }),
        ...more,
        BAXCLOUD_BASE_URL: 'https://api.example.test/v1',
        HTTPS_PROXY: `https://user:${PASSWORD}@${proxy.authority}`,
      };
      const result = await diagnose(env);
      assert.equal(result.ok, isTrusted, JSON.stringify(result.checks));
      const { id } = checkOf(result, 'connection');
      assert.equal(id, isTrusted ? null : 'PROXY_UNREACHABLE');
      assert.equal(proxy.seen.requests.length > 0, isTrusted);
    });
  }

  for (const [title, env] of [
    ['loopback', {}],
    ['NO_PROXY', { NO_PROXY: '10.0.0.0/8,*', BAXCLOUD_BASE_URL: UNKNOWN }],
    ['NO_PROXY', { no_proxy: '.example.test', BAXCLOUD_BASE_URL: UNKNOWN }],
  ]) {
    test(`without the proxy: ${title}`, async (t) => {
      const { url } = await startService(t);
      const HTTPS_PROXY = `http://u:${PASSWORD}@127.0.0.1:1`;
      const HTTP_PROXY = HTTPS_PROXY;
      const more = { HTTPS_PROXY, HTTP_PROXY, BAXCLOUD_BASE_URL: url, ...env };
      const result = await diagnose({ ...READY, ...more });
      assert.equal(checkOf(result, 'proxy').status, 'skipped');
      assert.ok(!result.checks.some(({ id }) => id === 'PROXY_UNREACHABLE'));
    });
  }

  test('with a wrong clock that explains the certificate', async (t) => {
    const later = new Date(Date.now() + 3 * 86_400_000).toUTCString();
    const server = await secureService(t, certificates.notYetValid, [`Date: ${later}`]);
    const env = { NODE_EXTRA_CA_CERTS: pemFile(root), BAXCLOUD_BASE_URL: server.baseUrl };
    const result = await diagnose({ ...READY, ...env });
    assert.equal(checkOf(result, 'tls').id, 'TLS_NOT_YET_VALID');
    assert.equal(result.next, checkOf(result, 'clock').next);
    assert.match(result.next, /^Set the clock/);
  });

  test('with a response from a cache', async (t) => {
    const { url } = await startService(t, (_, response) => {
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
      response.setHeader('age', '3600');
      return false;
    });
    const result = await diagnose({ ...READY, BAXCLOUD_BASE_URL: url });
    assert.equal(checkOf(result, 'clock').status, 'ok');
  });

  test('with a Date that is nonsense', async (t) => {
    const { url } = await startService(t, (_, response) => {
      response.setHeader('date', 'c4n4ry'.repeat(1000));
      return false;
    });
    const result = await diagnose({ ...READY, BAXCLOUD_BASE_URL: url });
    assert.equal(checkOf(result, 'clock').status, 'skipped');
    assert.equal(result.ok, true);
  });

  test('with entries in the log that are not objects', async (t) => {
    const { url } = await startService(t, ({ url, headers }, response) => {
      if (!headers.authorization || !url.includes('/logs')) return false;
      response.writeHead(200).end('{"items":[null,7,"c4n4ry",{"errorCode":"c4n4ry"}]}');
      return true;
    });
    const result = await diagnose({ ...READY, BAXCLOUD_BASE_URL: url });
    assert.equal(checkOf(result, 'messages').status, 'ok');
  });
});

describe('the output', () => {
  test('has no colors if it is not a terminal', async () => {
    const { stdout } = await doctor({ FORCE_COLOR: '1', TERM: 'xterm-256color' });
    assert.match(stdout, /^PROBLEM {2}variables /m);
    assert.match(stdout, /\nThere is a problem\.\nNext step: Set both to the values /);
  });

  test('has colors at a terminal, unless NO_COLOR is set', async () => {
    const { asText, wantsColor } = await import('../../lib/doctor/print.mjs');
    assert.equal(wantsColor({ isTTY: true }, {}), true);
    assert.equal(wantsColor({ isTTY: true }, { NO_COLOR: '1' }), false);
    assert.equal(wantsColor({ isTTY: true }, { TERM: 'dumb' }), false);
    assert.equal(wantsColor({}, {}), false);
    const check = { name: 'key', status: 'ok', id: null, message: 'Fine.', next: null };
    const result = { sdk: { version: '1', build: null }, checks: [check], next: null, ok: true };
    assert.ok(asText(result, { color: true }).includes('\u001b[32mok      \u001b[0m key'));
    assert.ok(asText(result, { color: false }).includes('\nok       key         Fine.\n'));
  });

  test('names a .env file that Node.js does not read', async (t) => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'baxverify-doctor-'));
    t.after(() => rmSync(cwd, { recursive: true, force: true }));
    writeFileSync(path.join(cwd, '.env'), `BAXCLOUD_API_KEY=${READY.BAXCLOUD_API_KEY}\n`);
    const { next } = await diagnose({}, [], { cwd });
    assert.match(next, /--env-file=\.env/);
  });

  test('may have no reader', async () => {
    const child = spawn(process.execPath, [path.join(ROOT, 'bin/baxverify.js'), 'doctor'], {
      env: { ...process.env, BAXCLOUD_API_KEY: '', BAXCLOUD_BASE_URL: NOBODY },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.destroy();
    assert.deepEqual(await once(child, 'exit'), [1, null]);
  });
});

describe('the total time', () => {
  test('is limited, with a service that responds to nothing', async (t) => {
    const server = await http1Server({});
    t.after(() => server.close());
    const env = { ...READY, BAXCLOUD_BASE_URL: server.baseUrl };
    const quick = await diagnose(env, ['--timeout', '1000']);
    const slow = await diagnose(env, ['--timeout', '8000']);
    assert.equal(quick.ok, false);
    assert.ok(quick.elapsed < slow.elapsed, `${quick.elapsed} and ${slow.elapsed} ms`);
  });

  test('does not grow with the header of a response', async (t) => {
    const { url } = await startService(t, (_, response) => {
      for (let at = 0; at < 500; at++) response.setHeader(`x-${at}`, 'c4n4ry'.repeat(100));
      return false;
    });
    const result = await diagnose({ ...READY, BAXCLOUD_BASE_URL: url });
    assert.equal(checkOf(result, 'response').status, result.ok ? 'warning' : 'problem');
  });
});

test('the raw response of a proxy is not shown', async (t) => {
  const server = await http1Server({ request: (socket) => socket.write(answer('200 OK')) }, true);
  const refuse = (socket) => socket.end(`HTTP/1.1 502 ${PASSWORD}\r\nx: ${PASSWORD}\r\n\r\n`);
  const proxy = await connectProxy(server.port, { refuse });
  t.after(() => {
    proxy.close();
    server.close();
  });
  const BAXCLOUD_BASE_URL = 'https://api.example.test/v1';
  const HTTPS_PROXY = `http://${proxy.authority}`;
  const { checks } = await diagnose({ ...READY, BAXCLOUD_BASE_URL, HTTPS_PROXY });
  assert.ok(checks.some(({ message }) => message.includes('status 502')));
});

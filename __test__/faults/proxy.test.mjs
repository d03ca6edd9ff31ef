/** Tests which calls use a proxy, and how its failures are reported. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { pemFile, root, wrongHost } from './certificates.mjs';
import { sendFromChild } from './child.mjs';
import { connectProxy } from './connect-proxy.mjs';
import { http1Server, OK } from './http1.mjs';

const NAME = 'https://api.example.test/v1';
const trust = { NODE_EXTRA_CA_CERTS: pemFile(root) };
const unresolved = /could not be found in the DNS/;

describe('proxies', { concurrency: 4 }, () => {
  let service;
  const answers = { request: (socket) => socket.write(OK) };

  before(async () => {
    service = await http1Server(answers, true);
  });
  after(() => service.close());

  const proxy = async (test, options) => {
    const started = await connectProxy(service.port, options);
    test.after(() => started.close());
    return started;
  };

  const says = (status) => (socket) =>
    socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);

  for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']) {
    it(`${name} names one for https`, async (t) => {
      const { seen, authority } = await proxy(t);
      const result = await sendFromChild(NAME, { ...trust, [name]: `http://${authority}` });
      assert.equal(result.value?.expiresInSeconds, 300, result.message);
      assert.equal(seen.requests.length, 1);
      assert.match(seen.requests[0], /^CONNECT api\.example\.test:443 HTTP\/1\.1\r\n/);
      assert.doesNotMatch(seen.bytes, /canary|664|proxy-authorization|\/v1/i);
    });
  }

  it('work without a scheme', async (t) => {
    const { seen, authority } = await proxy(t);
    const result = await sendFromChild(NAME, { ...trust, HTTPS_PROXY: authority });
    assert.equal(result.value?.expiresInSeconds, 300);
    assert.equal(seen.requests.length, 1);
  });

  for (const [written, credentials] of [
    ['us%40er:p%3Ass', 'us@er:p:ss'],
    ['user:p@ss', 'user:p@ss'],
    ['user:p%C3%A4ss%25', 'user:päss%'],
    ['user', 'user:'],
  ]) {
    it(`are given user name and password: ${written}`, async (t) => {
      const { seen, authority } = await proxy(t);
      const HTTPS_PROXY = `http://${written}@${authority}`;
      const result = await sendFromChild(NAME, { ...trust, HTTPS_PROXY });
      assert.equal(result.value?.expiresInSeconds, 300, result.message);
      const [, given] = /^Proxy-Authorization: Basic (\S+)\r$/im.exec(seen.requests[0]);
      assert.equal(Buffer.from(given, 'base64').toString(), credentials);
    });
  }

  it('get them for plain text too', async (t) => {
    const { seen, authority } = await proxy(t, { refuse: (socket) => socket.end(OK) });
    const HTTP_PROXY = `http://user:p@ss%25@${authority}`;
    const result = await sendFromChild('http://emulator.test:4229/v1', { HTTP_PROXY });
    assert.equal(result.value?.expiresInSeconds, 300, result.message);
    const [, given] = /^Proxy-Authorization: Basic (\S+)\r$/im.exec(seen.requests[0]);
    assert.equal(Buffer.from(given, 'base64').toString(), 'user:p@ss%');
  });

  it('can be reached over TLS', async (t) => {
    const { seen, authority } = await proxy(t, { secure: true });
    const result = await sendFromChild(NAME, { ...trust, HTTPS_PROXY: `https://${authority}` });
    assert.equal(result.value?.expiresInSeconds, 300, result.message);
    assert.equal(seen.requests.length, 1);
  });

  it('receive a write once', async (t) => {
    const counted = await http1Server({ request: (socket) => socket.destroy() }, true);
    t.after(() => counted.close());
    const { authority, close } = await connectProxy(counted.port);
    t.after(close);
    const env = { ...trust, HTTPS_PROXY: `http://${authority}` };
    const error = await sendFromChild(NAME, env, { maxRetries: 5 });
    assert.equal(error.outcome, 'unknown');
    assert.equal(counted.seen.POST, 1);
  });

  it('do not weaken the check of the service', async (t) => {
    const impostor = await http1Server(answers, wrongHost);
    t.after(() => impostor.close());
    const { authority, close } = await connectProxy(impostor.port);
    t.after(close);
    const error = await sendFromChild(NAME, { ...trust, HTTPS_PROXY: `http://${authority}` });
    assert.equal(error.outcome, 'not_sent');
    assert.match(error.message, /issued for another name/);
    assert.equal(impostor.seen.POST, 0);
  });

  for (const [title, env] of [
    ['the name itself', { NO_PROXY: 'api.example.test' }],
    ['its domain', { NO_PROXY: 'other.test, example.test' }],
    ['its domain with a dot', { NO_PROXY: '.example.test' }],
    ['a star', { NO_PROXY: '*' }],
    ['a star and a dot', { NO_PROXY: '*.example.test' }],
    ['upper case', { NO_PROXY: 'API.Example.Test' }],
    ['a dot at the end', { NO_PROXY: 'example.test.' }],
    ['its port', { NO_PROXY: 'api.example.test:443' }],
    ['a star and its port', { NO_PROXY: '*:443' }],
    ['blanks between', { NO_PROXY: 'other.test  ::::\texample.test' }],
    ['lower case', { no_proxy: 'api.example.test' }],
  ]) {
    it(`are left out by NO_PROXY: ${title}`, async (t) => {
      const { seen, authority } = await proxy(t);
      const HTTPS_PROXY = `http://${authority}`;
      const error = await sendFromChild(NAME, { ...trust, ...env, HTTPS_PROXY });
      assert.match(error.message, unresolved);
      assert.equal(seen.requests.length, 0);
    });
  }

  it('are used despite another NO_PROXY', async (t) => {
    const { seen, authority } = await proxy(t);
    const NO_PROXY =
      'ample.test,localhost,10.0.0.0/8,api.example.test:8443,a*.example.test,[::],https://api.example.test';
    const env = { NO_PROXY, HTTPS_PROXY: `http://${authority}` };
    const result = await sendFromChild(NAME, { ...trust, ...env });
    assert.equal(result.value?.expiresInSeconds, 300);
    assert.equal(seen.requests.length, 1);
  });

  it('are bypassed by NO_PROXY if the name ends with a dot', async (t) => {
    const { seen, authority } = await proxy(t);
    const env = { ...trust, NO_PROXY: 'example.test', HTTPS_PROXY: `http://${authority}` };
    assert.match((await sendFromChild('https://api.example.test./v1', env)).message, unresolved);
    assert.equal(seen.requests.length, 0);
  });

  // Addresses of this machine that the client does not treat as loopback addresses.
  for (const [baseUrl, NO_PROXY, excepted] of [
    ['https://0.0.0.0:1', '*', true],
    ['https://0.0.0.0:1', '0.0.0.0', true],
    ['https://0.0.0.0:1', '0.0.0.0:1', true],
    ['https://0.0.0.0:1', '0.0.0.0/8', true],
    ['https://[::]:1', '*', true],
    ['https://[::]:1', '::', true],
    ['https://[::]:1', '[::]', true],
    ['https://[::]:1', '[::]:1', true],
    ['https://[::]:1', '::/96', true],
    ['https://0.0.0.0:1', '0.0.0.0:443', false],
    ['https://0.0.0.0:1', '[0.0.0.0],0.0.0,0.0.0.0/33,::/0', false],
    ['https://[::]:1', '[::]:443,[::,[::]x,0.0.0.0/0', false],
  ]) {
    it(`are ${excepted ? '' : 'not '}left out by NO_PROXY=${NO_PROXY} for ${baseUrl}`, async (t) => {
      const { seen, authority } = await proxy(t, { refuse: says('403 Forbidden') });
      const env = { NO_PROXY, HTTPS_PROXY: `http://${authority}` };
      const error = await sendFromChild(baseUrl, env);
      assert.equal(error.outcome, 'not_sent');
      assert.equal(seen.requests.length, excepted ? 0 : 1);
    });
  }

  it('for http are not used for https', async (t) => {
    const { seen, authority } = await proxy(t);
    const error = await sendFromChild(NAME, { ...trust, HTTP_PROXY: `http://${authority}` });
    assert.match(error.message, unresolved);
    assert.equal(seen.requests.length, 0);
  });

  const everywhere = (authority) => {
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'];
    return Object.fromEntries(names.map((name) => [name, `http://${authority}`]));
  };

  it('are not used for loopback addresses', async (t) => {
    const plain = await http1Server(answers);
    t.after(() => plain.close());
    const { seen, authority } = await proxy(t);
    for (const baseUrl of [service.baseUrl, plain.baseUrl]) {
      const result = await sendFromChild(baseUrl, { ...trust, ...everywhere(authority) });
      assert.equal(result.value?.expiresInSeconds, 300);
    }
    assert.equal(seen.requests.length, 0);
  });

  it('on a local address carry plain text to a private name', async (t) => {
    const { seen, authority } = await proxy(t, { refuse: (socket) => socket.end(OK) });
    const baseUrl = 'http://emulator.test:4229/v1';
    const result = await sendFromChild(baseUrl, { HTTP_PROXY: `http://${authority}` });
    assert.equal(result.value?.expiresInSeconds, 300);
    assert.match(seen.requests[0], /^POST http:\/\/emulator\.test:4229\/v1\/auth\/sms\/send /);

    const excepted = { HTTP_PROXY: `http://${authority}`, NO_PROXY: 'emulator.test' };
    assert.match((await sendFromChild(baseUrl, excepted)).message, unresolved);
    assert.equal(seen.requests.length, 1);
  });

  it('on a local address may be reached over TLS for that, if trusted', async (t) => {
    const { seen, authority } = await proxy(t, {
      secure: true,
      refuse: (socket) => socket.end(OK),
    });
    const baseUrl = 'http://emulator.test:4229/v1';
    const HTTP_PROXY = `https://${authority}`;
    const result = await sendFromChild(baseUrl, { ...trust, HTTP_PROXY });
    assert.equal(result.value?.expiresInSeconds, 300, result.message);
    assert.equal(seen.requests.length, 1);

    const error = await sendFromChild(baseUrl, { HTTP_PROXY });
    assert.equal(error.outcome, 'not_sent');
    assert.equal(seen.requests.length, 1);
  });

  it('on a local address that refuse plain text are named as the cause', async () => {
    for (const HTTP_PROXY of ['http://127.0.0.1:1', 'http://proxy.test:1']) {
      const error = await sendFromChild('http://emulator.test:4229/v1', { HTTP_PROXY });
      assert.equal(error.outcome, 'not_sent');
      assert.match(error.message, /^The proxy could not be reached. Check HTTP_PROXY/);
    }
  });

  it('on a remote address get no plain text', async (t) => {
    const { seen, authority } = await proxy(t);
    const env = { ...everywhere(authority), HTTP_PROXY: 'http://proxy.example.com:3128' };
    const error = await sendFromChild('http://emulator.test:4229/v1', env);
    assert.match(error.message, unresolved);
    assert.equal(seen.requests.length, 0);
  });

  it('for http are ignored in a CGI process, where a header can set them', async (t) => {
    const { seen, authority } = await proxy(t, { refuse: (socket) => socket.end(OK) });
    const HTTP_PROXY = `http://${authority}`;
    const env = { HTTP_PROXY, REQUEST_METHOD: 'POST' };
    assert.match((await sendFromChild('http://emulator.test:4229/v1', env)).message, unresolved);
    assert.equal(seen.requests.length, 0);
  });

  describe('that are invalid', { concurrency: 4 }, () => {
    /**
     * Counts connections to an address of this machine that the client does not treat as a loopback
     * address.
     */
    const elsewhere = async (test) => {
      const seen = { connections: 0 };
      const listener = createServer((socket) => {
        seen.connections += 1;
        socket.destroy();
      });
      listener.listen(0, '127.0.0.1');
      await once(listener, 'listening');
      test.after(() => listener.close());
      return { seen, baseUrl: `https://0.0.0.0:${listener.address().port}/v1` };
    };
    const windows = process.platform === 'win32' && 'there, 0.0.0.0 leads nowhere';

    for (const [title, value, variable = 'HTTPS_PROXY'] of [
      ['nonsense', '::::'],
      ['a blank before', ' http://user:canary@127.0.0.1:1'],
      ['a blank after', 'http://user:canary@127.0.0.1:1 '],
      ['a blank within', 'http://user:can ary@127.0.0.1:1'],
      ['nothing but a blank', ' '],
      ['a line break', 'http://user:canary@127.0.0.1:1\n'],
      ['a letter outside of ASCII', 'http://user:canaryä@127.0.0.1:1'],
      ['no host', 'http://user:canary@'],
      ['a slash in the password', 'http://user:canary/@127.0.0.1:1'],
      ['a slash in the user name', 'http://canary/x:pw@127.0.0.1:1'],
      ['no port after a colon', 'http://127.0.0.1:canary'],
      ['SOCKS', 'socks5://user:canary@127.0.0.1:1'],
      ['another scheme', 'ftp://user:canary@127.0.0.1:1'],
      ['the lower case', '::::canary', 'https_proxy'],
      ['that for all', '::::canary', 'ALL_PROXY'],
      ['that for all, in lower case', '::::canary', 'all_proxy'],
    ]) {
      it(`end the call: ${title}`, async (t) => {
        const { seen, baseUrl } = await elsewhere(t);
        const error = await sendFromChild(baseUrl, { [variable]: value }, { maxRetries: 5 });
        assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
        assert.equal(error.outcome, 'not_sent');
        assert.equal(error.retryable, false);
        assert.equal(error.attempts, 1);
        assert.equal(error.path, '/v1/auth/sms/send');
        assert.ok(error.message.startsWith(`${variable} is set, but its value is not `));
        assert.match(error.message, /http:\/\/user:password@proxy\.example:3128/);
        assert.match(error.message, /SOCKS is not supported/);
        assert.doesNotMatch(JSON.stringify(error), /canary|127\.0\.0\.1|socks5/);
        assert.equal(seen.connections, 0);
      });
    }

    it('end the call in plain text', async () => {
      const HTTP_PROXY = 'http://user:can ary@127.0.0.1:1';
      const error = await sendFromChild('http://emulator.test:4229/v1', { HTTP_PROXY });
      assert.match(error.message, /^HTTP_PROXY is set, but/);
      assert.doesNotMatch(JSON.stringify(error), /ary@/);
    });

    it('do not end a call that would not use them', { skip: windows }, async (t) => {
      for (const env of [
        {},
        { HTTP_PROXY: '::::' },
        { HTTPS_PROXY: '' },
        { HTTPS_PROXY: '::::', NO_PROXY: '*' },
        { ALL_PROXY: '::::', NO_PROXY: '0.0.0.0' },
      ]) {
        const { seen, baseUrl } = await elsewhere(t);
        const error = await sendFromChild(baseUrl, env);
        assert.equal(error.outcome, 'not_sent');
        assert.match(error.message, /connection to .* could not be made/);
        assert.ok(seen.connections > 0, 'the listener sees what goes directly');
      }
      const result = await sendFromChild(service.baseUrl, { ...trust, ALL_PROXY: '::::' });
      assert.equal(result.value?.expiresInSeconds, 300);
    });
  });

  for (const [title, refuse, message] of [
    ['407', says('407 Proxy Authentication Required'), /requires valid credentials/],
    ['403', says('403 Forbidden'), /proxy did not open a connection to api\.example\.test/],
    ['502', says('502 Bad Gateway'), /proxy did not open a connection/],
    ['a redirect', says('302 Found'), /proxy did not open a connection/],
    ['garbage', (socket) => socket.end('nonsense\r\n\r\n'), /proxy did not open a connection/],
    ['a close', (socket) => socket.end(), /proxy did not open a connection/],
    ['a reset', (socket) => socket.resetAndDestroy(), /proxy did not open a connection/],
    [
      'a header without end',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`),
      /proxy did not open a connection/,
    ],
  ]) {
    it(`that answer with ${title} are named as the cause`, async (t) => {
      const { seen, authority } = await proxy(t, { refuse });
      const HTTPS_PROXY = `http://user:canary@${authority}`;
      const error = await sendFromChild(NAME, { ...trust, HTTPS_PROXY }, { maxRetries: 1 });
      assert.equal(error.code, 'BAXVERIFY_NETWORK_ERROR');
      assert.equal(error.outcome, 'not_sent');
      assert.equal(error.retryable, true);
      assert.equal(error.attempts, 2);
      assert.equal(seen.requests.length, 2);
      assert.match(error.message, message);
      assert.doesNotMatch(JSON.stringify(error), /canary|127\.0\.0\.1/);
    });
  }

  it('that stay silent end the call at the deadline', async (t) => {
    const { authority } = await proxy(t, { refuse: () => {} });
    const env = { ...trust, HTTPS_PROXY: `http://${authority}` };
    const error = await sendFromChild(NAME, env, { timeout: 300 });
    assert.equal(error.code, 'BAXVERIFY_TIMEOUT');
    assert.equal(error.outcome, 'not_sent');
  });

  for (const [title, HTTPS_PROXY, cause] of [
    ['refuse the connection', 'http://127.0.0.1:1', /was refused/],
    ['are not in the DNS', 'http://proxy.invalid:3128', /name lookup of the proxy failed/],
  ]) {
    it(`that ${title} are named as the cause`, async () => {
      const error = await sendFromChild(NAME, { ...trust, HTTPS_PROXY });
      assert.equal(error.outcome, 'not_sent');
      assert.match(error.message, /^The proxy could not be reached\. Check HTTPS_PROXY/);
      assert.match(error.cause, cause);
    });
  }

  it('are named by the variable that counts', async (t) => {
    const { authority } = await proxy(t, { refuse: says('407 Proxy Authentication Required') });
    for (const variable of ['https_proxy', 'ALL_PROXY']) {
      const refused = await sendFromChild(NAME, { [variable]: 'http://127.0.0.1:1' });
      assert.ok(refused.message.includes(`Check ${variable} `), refused.message);
      const denied = await sendFromChild(NAME, { [variable]: `http://${authority}` });
      assert.ok(denied.message.endsWith(` in ${variable}.`), denied.message);
    }
  });

  it('with an untrusted certificate are named as the cause', async (t) => {
    const { authority } = await proxy(t, { secure: true });
    const error = await sendFromChild(NAME, { HTTPS_PROXY: `https://${authority}` });
    assert.match(error.message, /^The proxy could not be reached/);
    assert.equal(error.cause, "the certificate's issuer is unknown");
  });
});

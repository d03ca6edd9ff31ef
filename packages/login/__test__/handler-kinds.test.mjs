import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fakeLogin, JSON_TYPE, serve } from './support/handlers.mjs';
import { login as kit } from './support/service.mjs';

describe('options of the handlers', () => {
  const good = { login: fakeLogin(), onVerified: () => {}, clientAddress: 'none' };
  const wrong = [
    [undefined, /object of options/],
    [{ ...good, login: {} }, /"login"/],
    [{ ...good, onVerified: undefined }, /"onVerified"/],
    [{ ...good, clientAddress: undefined }, /"clientAddress"/],
    [{ ...good, clientAddress: 'x-forwarded-for' }, /"clientAddress"/],
    [{ ...good, clientAddress: { trustedProxies: 0 } }, /"clientAddress"/],
    [{ ...good, clientAddress: { trustedProxies: 1, header: 'x' } }, /"clientAddress"/],
    [{ ...good, clientAddress: true }, /"clientAddress"/],
    [{ ...good, origins: 'https://app.example' }, /"origins"/],
    [{ ...good, origins: ['https://app.example/'] }, /"origins"/],
    [{ ...good, origins: ['*'] }, /"origins"/],
    [{ ...good, origins: ['https://*.app.example'] }, /"origins"/],
    [{ ...good, origins: ['null'] }, /"origins"/],
    [{ ...good, basePath: 'login' }, /"basePath"/],
    [{ ...good, basePath: '/login/' }, /"basePath"/],
    [{ ...good, phoneLoginPath: true }, /"phoneLoginPath"/],
    [{ ...good, device: 'x' }, /"device"/],
    [{ ...good, messages: { nope: 'x' } }, /"nope"/],
    [{ ...good, onError: 'x' }, /"onError"/],
    [{ ...good, maxBodyBytes: 1e9 }, /"maxBodyBytes"/],
    [{ ...good, bodyTimeout: 0 }, /"bodyTimeout"/],
    [{ ...good, onVerify: 1 }, /unknown option "onVerify"\. Did you mean "onVerified"\?/],
  ];
  for (const [options, message] of wrong) {
    test(`a wrong one ends the start: ${message}`, () => {
      for (const make of [kit.toFetchHandler, kit.toNodeHandler]) {
        assert.throws(
          () => make(options),
          (error) => error instanceof TypeError && message.test(error.message),
        );
      }
    });
  }

  test('a Request has no socket', () => {
    assert.throws(
      () => kit.toFetchHandler({ ...good, clientAddress: 'socket' }),
      /"clientAddress"/,
    );
  });
});

test('the Node handler reads a body that was paused before', async (t) => {
  const login = fakeLogin();
  const handler = kit.toNodeHandler({
    login,
    clientAddress: 'none',
    onVerified: () => {},
    bodyTimeout: 3000,
  });
  const { url } = await serve(t, (req, res) => {
    req.pause();
    return handler(req, res);
  });
  const body = '{"phone":"x"}';
  const response = await fetch(`${url}/login/send`, { method: 'POST', headers: JSON_TYPE, body });
  assert.equal(response.status, 200);
  assert.equal(login.calls[0][1].phone, 'x');
});

describe('the fetch handler only', () => {
  test('says so where somebody has read the body', async () => {
    const heard = [];
    const handler = kit.toFetchHandler({
      login: fakeLogin(),
      clientAddress: 'none',
      onVerified: () => {},
      onError: (error) => heard.push(error.cause.message),
    });
    const request = new Request('http://x/login/send', {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{}',
    });
    await request.text();
    assert.equal((await handler(request)).status, 500);
    assert.match(heard[0], /body was read/);
  });

  test('hands on what the runtime gives beside the request', async () => {
    const seen = [];
    const handler = kit.toFetchHandler({
      login: fakeLogin(),
      clientAddress: (_request, context) => context.address,
      onVerified: ({ context }) => seen.push(context.address),
    });
    const request = new Request('http://x/login/verify', {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{"phone":"x","code":"1"}',
    });
    await handler(request, { address: '192.0.2.7' });
    assert.deepEqual(seen, ['192.0.2.7']);
  });
});

describe('the Node handler only', () => {
  const options = { login: fakeLogin(), clientAddress: 'socket', onVerified: () => undefined };

  test('leaves other paths to the app', async (t) => {
    const handler = kit.toNodeHandler(options);
    const { url } = await serve(t, (req, res) => handler(req, res, () => res.end('next')));
    assert.equal(await (await fetch(`${url}/other`)).text(), 'next');
    assert.equal((await fetch(`${url}/login/send`)).status, 405);
  });

  test('is found under the path that a framework mounts it at', async (t) => {
    const handler = kit.toNodeHandler(options);
    const { url } = await serve(t, (req, res) => {
      req.originalUrl = req.url;
      req.url = req.url.replace(/^\/(login|mounted)/, '');
      handler(req, res);
    });
    const send = (path) =>
      fetch(url + path, { method: 'POST', headers: JSON_TYPE, body: '{"phone":"x"}' });
    assert.equal((await send('/login/send')).status, 200);
    assert.equal((await send('/mounted/login/send')).status, 200);
  });

  for (const [title, body, status] of [
    ['an object', { phone: 'x' }, 200],
    ['text', '{"phone":"x"}', 200],
    ['bytes', Buffer.from('{"phone":"x"}'), 200],
    ['long text', `{"phone":"${'x'.repeat(5000)}"}`, 413],
    ['a list', [], 400],
    ['nothing', null, 400],
    ['a number', 7, 400],
  ]) {
    test(`takes what a body parser has made: ${title}`, async (t) => {
      const login = fakeLogin();
      const handler = kit.toNodeHandler({ ...options, login });
      const { url } = await serve(t, async (req, res) => {
        for await (const _part of req);
        req.body = body;
        handler(req, res);
      });
      const response = await fetch(`${url}/login/send`, {
        method: 'POST',
        headers: JSON_TYPE,
        body: '{}',
      });
      assert.equal(response.status, status);
      assert.equal(login.calls.length, status === 200 ? 1 : 0);
    });
  }

  test('reads the body itself where a parser of other types has only put an empty object there', async (t) => {
    const handler = kit.toNodeHandler(options);
    const { url } = await serve(t, (req, res) => {
      req.body = {};
      handler(req, res);
    });
    const response = await fetch(`${url}/login/send`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{"phone":"x"}',
    });
    assert.equal(response.status, 200);
  });

  test('says so where the body is gone', async (t) => {
    const heard = [];
    const handler = kit.toNodeHandler({
      ...options,
      onError: (error) => heard.push(error.cause.message),
    });
    const { url } = await serve(t, async (req, res) => {
      for await (const _part of req);
      handler(req, res);
    });
    const response = await fetch(`${url}/login/send`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{}',
    });
    assert.equal(response.status, 500);
    assert.match(heard[0], /body was read/);
  });

  test('keeps what the app has put on the answer, and stays silent where the app has answered', async (t) => {
    const handler = kit.toNodeHandler({
      ...options,
      onVerified: ({ request, response }) => {
        response.setHeader('set-cookie', 'own=1');
        response.setHeader('vary', 'Accept-Encoding');
        if (request.headers['x-end']) response.writeHead(202).end('own');
      },
    });
    const { url } = await serve(t, handler);
    const verify = (headers) =>
      fetch(`${url}/login/verify`, {
        method: 'POST',
        headers: { ...JSON_TYPE, ...headers },
        body: '{"phone":"x","code":"1"}',
      });
    const response = await verify();
    assert.deepEqual(response.headers.getSetCookie(), ['own=1']);
    assert.equal(response.headers.get('vary'), 'Accept-Encoding, Origin');
    const own = await verify({ 'x-end': '1' });
    assert.deepEqual([own.status, await own.text()], [202, 'own']);
  });
});

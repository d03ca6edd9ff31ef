import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { fakeLogin, JSON_TYPE, KINDS, post, serve } from './support/handlers.mjs';
import { login as kit } from './support/service.mjs';

const FORGED = {
  'x-forwarded-for': '203.0.113.9',
  forwarded: 'for=203.0.113.9',
  'x-real-ip': '203.0.113.9',
  'cf-connecting-ip': '203.0.113.9',
  'true-client-ip': '203.0.113.9',
  'x-client-ip': '203.0.113.9',
};

for (const [kind, open] of Object.entries(KINDS)) {
  describe(`the address of a client: ${kind}`, () => {
    const start = async (t, clientAddress) => {
      const login = fakeLogin();
      const { call } = await open(t, { login, clientAddress, onVerified: () => undefined });
      return async (headers) => {
        const { status } = await post(call, '/login/send', { phone: 'x' }, headers);
        assert.equal(status, 200);
        return login.calls.at(-1)[1].ip;
      };
    };

    test('may not count', async (t) => {
      const ipOf = await start(t, 'none');
      assert.equal(await ipOf(FORGED), undefined);
    });

    test('is what the last proxies of the app saw', async (t) => {
      const one = await start(t, { trustedProxies: 1 });
      assert.equal(
        await one({ ...FORGED, 'x-forwarded-for': '1.1.1.1, 2.2.2.2,3.3.3.3' }),
        '3.3.3.3',
      );
      assert.equal(await one({ 'x-forwarded-for': '2001:db8::1' }), '2001:db8::1');
      const two = await start(t, { trustedProxies: 2 });
      assert.equal(await two({ 'x-forwarded-for': '1.1.1.1, 2.2.2.2, 3.3.3.3' }), '2.2.2.2');
    });

    test('is one for all of whom it is not known', async (t) => {
      const one = await start(t, { trustedProxies: 1 });
      const two = await start(t, { trustedProxies: 2 });
      assert.equal(await one({}), 'unknown');
      assert.equal(await two({ 'x-forwarded-for': '1.1.1.1' }), 'unknown');
      for (const odd of [
        'x',
        ',',
        '1.1.1.1,',
        '1.1.1',
        '1.1.1.1.1',
        'unknown',
        '_hidden',
        '2001:db8::g',
        '1.1.1.1:x',
      ].concat('a'.repeat(5000), `${'1.1.1.1,'.repeat(500)}x`)) {
        assert.equal(await one({ 'x-forwarded-for': odd }), 'unknown', odd.slice(0, 20));
      }
    });

    test('is written without its port, brackets and zone', async (t) => {
      const ipOf = await start(t, { trustedProxies: 1 });
      for (const [text, address] of [
        ['192.0.2.1:4711', '192.0.2.1'],
        ['[2001:db8::1]:4711', '2001:db8::1'],
        ['[2001:db8::1]', '2001:db8::1'],
        ['fe80::1%eth0', 'fe80::1'],
        ['  192.0.2.1  ', '192.0.2.1'],
      ]) {
        assert.equal(await ipOf({ 'x-forwarded-for': text }), address);
      }
    });

    test('is what a function of the app says', async (t) => {
      const header = (request) =>
        request.headers.get?.('x-real-ip') ?? request.headers['x-real-ip'];
      const ipOf = await start(t, async (request) => header(request));
      assert.equal(await ipOf({ 'x-real-ip': '192.0.2.8' }), '192.0.2.8');
      assert.equal(await ipOf({}), 'unknown');
      for (const odd of [undefined, null, 7, {}, '', 'x'.repeat(50_000)]) {
        assert.equal(await (await start(t, () => odd))({}), 'unknown');
      }
    });

    test('ends the request where that function fails', async (t) => {
      const login = fakeLogin();
      const { call } = await open(t, {
        login,
        onVerified: () => undefined,
        onError: () => {},
        clientAddress: () => {
          throw new Error('broken');
        },
      });
      assert.equal((await post(call, '/login/send', { phone: 'x' })).status, 500);
      assert.deepEqual(login.calls, []);
    });
  });
}

test('by its socket a client is known whatever it says', async (t) => {
  const login = fakeLogin();
  const { url } = await serve(
    t,
    kit.toNodeHandler({ login, clientAddress: 'socket', onVerified: () => undefined }),
  );
  await fetch(`${url}/login/send`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...FORGED },
    body: '{"phone":"x"}',
  });
  assert.equal(login.calls[0][1].ip, '127.0.0.1');
});

test('a header that comes twice is one list', async (t) => {
  const login = fakeLogin();
  const handler = kit.toNodeHandler({
    login,
    clientAddress: { trustedProxies: 1 },
    onVerified: () => undefined,
  });
  const { port } = await serve(t, handler);
  const socket = connect(port, '127.0.0.1');
  socket.end(
    'POST /login/send HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{"phone":"x"}',
  );
  socket.resume();
  await once(socket, 'close');
  assert.equal(login.calls[0][1].ip, '2.2.2.2');
});

test('a server action finds the address in its headers', () => {
  const { clientAddressOf } = kit;
  const forwarded = '198.51.100.1, 203.0.113.9';
  for (const headers of [
    new Headers({ 'x-forwarded-for': forwarded }),
    { 'x-forwarded-for': forwarded },
    { 'x-forwarded-for': forwarded.split(', ') },
  ]) {
    assert.equal(clientAddressOf(headers, { trustedProxies: 1 }), '203.0.113.9');
    assert.equal(clientAddressOf(headers, { trustedProxies: 2 }), '198.51.100.1');
    assert.equal(clientAddressOf(headers, { trustedProxies: 3 }), 'unknown');
  }
  for (const headers of [new Headers(), {}, undefined, null, { get: () => ['x'] }]) {
    assert.equal(clientAddressOf(headers, { trustedProxies: 1 }), 'unknown');
  }
  for (const choice of [undefined, 'socket', {}, { trustedProxies: 0 }, { trustedProxies: '1' }]) {
    assert.throws(() => clientAddressOf(new Headers(), choice), {
      name: 'TypeError',
      message: /clientAddressOf/,
    });
  }
});

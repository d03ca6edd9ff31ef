import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fakeLogin, JSON_TYPE, KINDS } from './support/handlers.mjs';

for (const [kind, open] of Object.entries(KINDS)) {
  describe(`the origin of a request: ${kind}`, () => {
    const start = async (t, options) => {
      const login = fakeLogin();
      const handler = await open(t, { login, onVerified: () => undefined, ...options });
      const send = async (headers, init) =>
        handler.call('/login/send', {
          headers: { ...JSON_TYPE, ...headers },
          body: '{"phone":"x"}',
          ...init,
        });
      const status = async (headers) => (await send(headers)).status;
      return { ...handler, login, send, status };
    };

    test('is that of the routes, by default', async (t) => {
      const { host, login, status } = await start(t);
      // A proxy that ends TLS hides the scheme.
      for (const origin of [`http://${host}`, `https://${host}`])
        assert.equal(await status({ origin }), 200);
      login.calls.length = 0;
      const foreign = [
        'https://evil.example',
        `https://evil.example:${host.split(':')[1] ?? 80}`,
        `https://x.${host}`,
      ]
        .concat(
          `https://${host}.evil.example`,
          `https://${host}/`,
          `https://${host}@evil.example`,
          `//${host}`,
          host,
        )
        .concat(
          'null',
          'x',
          `https://${'a'.repeat(5000)}.example`,
          `https://user:p@${host}`,
          `https://${host}1`,
        )
        .concat('https://', 'file://', 'javascript:0');
      for (const origin of foreign) {
        assert.equal(await status({ origin }), 403, origin.slice(0, 60));
      }
      assert.deepEqual(login.calls, []);
    });

    test('is left out by apps and servers, which pass, and by no page', async (t) => {
      const { status } = await start(t);
      assert.equal(await status({}), 200);
      assert.equal(await status({ 'sec-fetch-site': 'same-origin' }), 200);
      assert.equal(await status({ 'sec-fetch-site': 'none' }), 200);
      assert.equal(await status({ 'sec-fetch-site': 'cross-site' }), 403);
      assert.equal(await status({ 'sec-fetch-site': 'same-site' }), 403);
    });

    test('is one of a list, where the app gives one, and may read the answer then', async (t) => {
      const { host, send, call } = await start(t, {
        origins: ['https://app.example', 'http://localhost:5173'],
      });
      for (const origin of ['https://app.example', 'http://localhost:5173']) {
        const response = await send({ origin });
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('access-control-allow-origin'), origin);
        assert.equal(response.headers.get('access-control-allow-credentials'), 'true');
        assert.equal(response.headers.get('access-control-expose-headers'), 'Retry-After');
        assert.equal(response.headers.get('vary'), 'Origin');
        const refused = await call('/login/send', { headers: { ...JSON_TYPE, origin }, body: '{' });
        assert.equal(refused.headers.get('access-control-allow-origin'), origin);
        const asked = await call('/login/send', {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        });
        assert.equal(asked.status, 204);
        assert.equal(asked.headers.get('access-control-allow-origin'), origin);
        assert.equal(asked.headers.get('access-control-allow-methods'), 'POST');
        assert.equal(asked.headers.get('access-control-allow-headers'), 'Content-Type');
      }
      for (const origin of [
        `http://${host}`,
        'https://APP.example',
        'https://app.example.evil.example',
        'null',
      ]) {
        const response = await send({ origin });
        assert.equal(response.status, 403, origin);
        assert.equal(response.headers.get('access-control-allow-origin'), null);
        const asked = await call('/login/send', { method: 'OPTIONS', headers: { origin } });
        assert.equal(asked.headers.get('access-control-allow-origin'), null);
      }
      assert.equal((await send({})).status, 200);
    });
  });
}

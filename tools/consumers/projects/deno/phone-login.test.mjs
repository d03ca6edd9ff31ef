import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import * as esm from '@baxcloud/baxverify-login';

const phone = '+4366412345678';
const required = createRequire(import.meta.url)('@baxcloud/baxverify-login');

Deno.test('logs in over fetch', async () => {
  const emulator = await startEmulator();
  const { projectId, apiKey, url: baseUrl } = emulator;
  const client = new BaxCloudVerifyClient({ projectId, apiKey, baseUrl });
  for (const { createPhoneLogin, toFetchHandler } of [esm, required]) {
    const login = createPhoneLogin({ client });
    const routes = toFetchHandler({
      login,
      clientAddress: (_request, { remoteAddr }) => remoteAddr.hostname,
      onVerified: () => {},
    });
    const options = { port: 0, hostname: '127.0.0.1', onListen: () => {} };
    const server = Deno.serve(options, (request, info) => routes(request, info));
    const post = async (path, body) => {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const response = await fetch(`http://127.0.0.1:${server.addr.port}${path}`, init);
      return [response.status, await response.json()];
    };
    assert.equal((await post('/login/send', { phone: 'nobody' }))[1].error, 'invalid_phone');
    assert.equal((await post('/login/send', { phone: '0043 664 12345678' }))[0], 200);
    const code = await emulator.waitForCode(phone);
    assert.deepEqual(await post('/login/verify', { phone, code }), [200, { phone }]);
    await server.shutdown();
  }
  await emulator.stop();
});

Deno.test('has one instance of each class', () => {
  assert.equal(required.PhoneLoginError, esm.PhoneLoginError);
  assert.ok(new required.PhoneLoginError('slow_down') instanceof esm.PhoneLoginError);
});

const assert = require('node:assert/strict');
const { createServer } = require('node:http');

const phone = '+4366412345678';

/** A login over HTTP with the functions of one module system, and its page. */
exports.logInByPhone = async ({ createPhoneLogin, PhoneLoginError, toNodeHandler }, page, sdk) => {
  const { startEmulator } = require('@baxcloud/baxverify-emulator');
  const emulator = await startEmulator();
  const client = new sdk.BaxCloudVerifyClient({
    projectId: emulator.projectId,
    apiKey: emulator.apiKey,
    baseUrl: emulator.url,
  });
  const login = createPhoneLogin({ client });
  await assert.rejects(login.verify({ phone, code: 'wrong' }), PhoneLoginError);

  const routes = toNodeHandler({ login, clientAddress: 'socket', onVerified: () => {} });
  const { node } = page.loginPage();
  const server = createServer((req, res) => node(req, res, () => routes(req, res)));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(url + path, init);
    return [response.status, await response.json()];
  };

  assert.match(await (await fetch(`${url}/login`)).text(), /one-time-code/);
  const [status, sent] = await post('/login/send', { phone: '0043 664 12345678' });
  assert.deepEqual([status, sent.phone], [200, phone]);
  const code = await emulator.waitForCode(phone);
  assert.deepEqual(await post('/login/verify', { phone, code }), [200, { phone }]);
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections?.();
  });
  await emulator.stop();
};

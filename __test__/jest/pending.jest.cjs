/* global beforeAll, test, expect */
const net = require('node:net');
const { BaxCloudVerifyClient } = require('@baxcloud/baxverify');

const sockets = [];
let client;

beforeAll(async () => {
  const server = net.createServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  client = new BaxCloudVerifyClient({
    projectId: 'p',
    apiKey: 'k',
    baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
    timeout: 300,
  });
});

// The response arrives after this file has ended. Jest and its next files must not be affected.
test('a call that is still in flight does not hold up Jest', async () => {
  // Before any await, because Jest finds the owner of a handle by the stack of the call.
  client.getStats().catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sockets).toHaveLength(1);
});

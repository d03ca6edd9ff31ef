// docs/mocking.md says that these libraries see nothing of the SDK's requests.

import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import { after, before, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { connectEmulator, startEmulator } from '@baxcloud/baxverify-emulator';
import { setupServer } from 'msw/node';
import nock from 'nock';
import { MockAgent, setGlobalDispatcher } from 'undici';

const PHONE = '+4366412345678';
const CHANNELS = ['http.client.request.start', 'undici:request:create', 'net.client.socket'];
const seen = [];
let emulator;
let client;

before(async () => {
  emulator = await startEmulator();
  client = new BaxCloudVerifyClient({
    projectId: emulator.projectId,
    apiKey: emulator.apiKey,
    baseUrl: emulator.url,
  });
  for (const name of CHANNELS) diagnostics.subscribe(name, () => seen.push(name));
});
after(() => emulator.stop());

/** The request arrives although the library forbids all requests. */
async function arrives() {
  emulator.reset();
  await client.sendOtp({ phone: PHONE });
  assert.equal(emulator.messages().length, 1);
  assert.deepEqual(seen, []);
}

test('nock', async () => {
  nock.disableNetConnect();
  try {
    await arrives();
    const connected = await connectEmulator(emulator.url);
    assert.equal(connected.messages().length, 1);
    await connected.stop();
    await assert.rejects(fetch(emulator.url), 'nock works here');
  } finally {
    nock.restore();
    nock.enableNetConnect();
    seen.length = 0;
  }
});

test('msw', async () => {
  const server = setupServer();
  server.listen({ onUnhandledRequest: 'error' });
  try {
    await arrives();
    await assert.rejects(fetch(emulator.url), 'msw works here');
  } finally {
    server.close();
    seen.length = 0;
  }
});

test('MockAgent of undici', async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  setGlobalDispatcher(agent);
  await arrives();
  await assert.rejects(fetch(emulator.url), 'MockAgent works here');
});

test('fake timers', async (t) => {
  emulator.inject({ connection: 'stall', route: 'send' });
  t.mock.timers.enable();
  await assert.rejects(client.sendOtp({ phone: PHONE }, { timeout: 50 }), {
    code: 'BAXVERIFY_TIMEOUT',
  });
});

import assert = require('node:assert/strict');
import runner = require('node:test');
import baxverify = require('@baxcloud/baxverify');
import testing = require('@baxcloud/baxverify-emulator/testing');

const emulator = testing.useEmulator(runner);
const phone = '+4366412345678';

runner.test('logs in', async () => {
  const client: baxverify.BaxCloudVerifyClient = new baxverify.BaxCloudVerifyClient({
    projectId: process.env.BAXCLOUD_PROJECT_ID,
    apiKey: process.env.BAXCLOUD_API_KEY,
  });
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  const code: string = await emulator.waitForCode(phone);
  const { verified } = await client.verifyOtp({ phone, code });
  assert.equal(verified, true);
});

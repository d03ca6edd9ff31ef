import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';

const emulator = useEmulator(runner);
const phone = '+4366412345678';

runner.test('logs in', async () => {
  const client = new BaxCloudVerifyClient({
    projectId: process.env.BAXCLOUD_PROJECT_ID,
    apiKey: process.env.BAXCLOUD_API_KEY,
  });
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  const code = await emulator.waitForCode(phone);
  const { accessToken } = await client.verifyOtp({ phone, code });
  const proof = await client.validateVerificationToken({ token: accessToken });
  assert.equal(proof.valid, true);
});

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';

const phone = '+4366412345678';

Deno.test('logs in', async () => {
  const emulator = await startEmulator();
  const client = new BaxCloudVerifyClient({
    projectId: emulator.projectId,
    apiKey: emulator.apiKey,
    baseUrl: emulator.url,
  });
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  await assert.rejects(client.verifyOtp({ phone, code: '000000' }), BaxVerifyError);
  const code = await emulator.waitForCode(phone);
  const { accessToken } = await client.verifyOtp({ phone, code });
  const proof = await client.validateVerificationToken({ token: accessToken });
  assert.equal(proof.valid, true);
  await emulator.stop();
});

Deno.test('has one instance of each class', () => {
  const required = createRequire(import.meta.url)('@baxcloud/baxverify');
  assert.equal(required.BaxCloudVerifyClient, BaxCloudVerifyClient);
});

import assert from 'node:assert/strict';
import * as runner from 'node:test';
import {
  BaxCloudVerifyClient,
  type BaxCloudVerifyClientOptions,
  BaxVerifyError,
} from '@baxcloud/baxverify';
import { signForTest, verifyWebhookSignature } from '@baxcloud/baxverify/webhooks';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';

const emulator = useEmulator(runner);
const phone = '+4366412345678';

runner.test('logs in', async () => {
  const options: BaxCloudVerifyClientOptions = {
    projectId: process.env.BAXCLOUD_PROJECT_ID,
    apiKey: process.env.BAXCLOUD_API_KEY,
  };
  const client = new BaxCloudVerifyClient(options);
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  const failure: unknown = await client
    .verifyOtp({ phone, code: '000000' })
    .catch((error: unknown) => error);
  assert.ok(failure instanceof BaxVerifyError);
  const code: string = await emulator.waitForCode(phone);
  const { accessToken } = await client.verifyOtp({ phone, code });
  const proof = await client.validateVerificationToken({ token: accessToken });
  assert.equal(proof.valid, true);
  // @ts-expect-error: so these are types, and not any
  await assert.rejects(client.sendOtp({ phone: 1 }), BaxVerifyError);
});

runner.test('verifies webhooks', () => {
  const signed = { secret: 'whsec_1', payload: '{}' };
  const signature: string = signForTest(signed);
  const isValid: boolean = verifyWebhookSignature({ ...signed, signature });
  assert.equal(isValid, true);
  // @ts-expect-error: so these are types, and not any
  assert.throws(() => verifyWebhookSignature({ ...signed, signatur: signature }));
});

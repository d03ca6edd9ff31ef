import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import * as vitest from 'vitest';

const { expect, test } = vitest;
const emulator = useEmulator(vitest);
const phone = '+4366412345678';

test('logs in', async () => {
  const client = new BaxCloudVerifyClient({
    projectId: process.env.BAXCLOUD_PROJECT_ID,
    apiKey: process.env.BAXCLOUD_API_KEY,
  });
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  await expect(client.verifyOtp({ phone, code: '000000' })).rejects.toBeInstanceOf(BaxVerifyError);
  const code = await emulator.waitForCode(phone);
  const { accessToken } = await client.verifyOtp({ phone, code });
  const proof = await client.validateVerificationToken({ token: accessToken });
  expect(proof).toMatchObject({ valid: true, phone });
});

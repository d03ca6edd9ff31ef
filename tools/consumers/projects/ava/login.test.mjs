import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import test from 'ava';

const emulator = useEmulator(test);

for (const phone of ['+4366412345601', '+4366412345602']) {
  test(`logs in as ${phone}`, async (t) => {
    const client = new BaxCloudVerifyClient({
      projectId: process.env.BAXCLOUD_PROJECT_ID,
      apiKey: process.env.BAXCLOUD_API_KEY,
    });
    await client.sendOtp({ phone, purpose: 'LOGIN' });
    await t.throwsAsync(client.verifyOtp({ phone, code: '000000' }), {
      instanceOf: BaxVerifyError,
    });
    const code = await emulator.waitForCode(phone);
    const { accessToken } = await client.verifyOtp({ phone, code });
    const proof = await client.validateVerificationToken({ token: accessToken });
    t.true(proof.valid);
  });
}

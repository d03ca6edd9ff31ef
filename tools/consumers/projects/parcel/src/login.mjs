import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { phone } from './phone.mjs';

export async function login(readCode) {
  const client = new BaxCloudVerifyClient({
    projectId: process.env.BAXCLOUD_PROJECT_ID,
    apiKey: process.env.BAXCLOUD_API_KEY,
  });
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  const { accessToken } = await client.verifyOtp({ phone, code: await readCode(phone) });
  return client.validateVerificationToken({ token: accessToken });
}

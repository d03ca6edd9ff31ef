// A login with nothing but the SDK, against a service whose inbox is at SMS_INBOX.

import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey, SMS_INBOX: inbox } = process.env;
const phone = '+4366412345678';

export async function handler() {
  const client = new BaxCloudVerifyClient({ projectId, apiKey });
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  const address = `${inbox}/emulator/code?phone=${encodeURIComponent(phone)}`;
  const { code } = await (await fetch(address)).json();
  const { accessToken } = await client.verifyOtp({ phone, code });
  const proof = await client.validateVerificationToken({ token: accessToken });
  return { valid: proof.valid, phone: proof.phone };
}

// A login with nothing but the SDK, against a service whose inbox is at SMS_INBOX.

const { BAXCLOUD_PROJECT_ID: projectId, BAXCLOUD_API_KEY: apiKey, SMS_INBOX: inbox } = process.env;
const phone = '+4366412345678';

/** @param BaxCloudVerifyClient of either build */
export async function logIn(BaxCloudVerifyClient) {
  const client = new BaxCloudVerifyClient({ projectId, apiKey });
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  const address = `${inbox}/emulator/code?phone=${encodeURIComponent(phone)}`;
  const { code } = await (await fetch(address)).json();
  const { accessToken } = await client.verifyOtp({ phone, code });
  const proof = await client.validateVerificationToken({ token: accessToken });
  return { valid: proof.valid, phone: proof.phone };
}

const phone = '+4366412345678';

/** A login with a client of either build. */
export async function logIn(BaxCloudVerifyClient) {
  const client = new BaxCloudVerifyClient();
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  const inbox = new URL(process.env.BAXCLOUD_BASE_URL).origin;
  const address = `${inbox}/emulator/code?phone=${encodeURIComponent(phone)}`;
  const { code } = await (await fetch(address)).json();
  const { accessToken } = await client.verifyOtp({ phone, code });
  const { valid } = await client.validateVerificationToken({ token: accessToken });
  return { build: BaxCloudVerifyClient.build, valid };
}

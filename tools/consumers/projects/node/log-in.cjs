const assert = require('node:assert/strict');

const phone = '+4366412345678';

/** A login with the classes of one module system. */
exports.logIn = async ({ BaxCloudVerifyClient, BaxVerifyError }, startEmulator) => {
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
  assert.deepEqual([proof.valid, proof.phone], [true, phone]);
  await emulator.stop();
};

const assert = require('node:assert/strict');
const { BaxCloudVerifyClient, BaxVerifyError } = require('@baxcloud/baxverify');
const { startEmulator } = require('@baxcloud/baxverify-emulator');

const phone = '+4366412345678';

async function main() {
  const imported = await import('@baxcloud/baxverify');
  assert.equal(imported.BaxCloudVerifyClient, BaxCloudVerifyClient);
  assert.equal(imported.BaxVerifyError, BaxVerifyError);

  const emulator = await startEmulator();
  const client = new BaxCloudVerifyClient({
    projectId: emulator.projectId,
    apiKey: emulator.apiKey,
    baseUrl: emulator.url,
  });
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  await assert.rejects(client.verifyOtp({ phone, code: 'wrong' }), BaxVerifyError);
  const code = await emulator.waitForCode(phone);
  const { accessToken } = await client.verifyOtp({ phone, code });
  const proof = await client.validateVerificationToken({ token: accessToken });
  assert.deepEqual([proof.valid, proof.phone], [true, phone]);
  await emulator.stop();
}

main();

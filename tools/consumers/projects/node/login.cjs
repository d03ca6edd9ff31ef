const assert = require('node:assert/strict');
const sdk = require('@baxcloud/baxverify');
const { startEmulator } = require('@baxcloud/baxverify-emulator');
const { logIn } = require('./log-in.cjs');

async function main() {
  const imported = await import('@baxcloud/baxverify');
  assert.equal(imported.BaxCloudVerifyClient, sdk.BaxCloudVerifyClient);
  assert.equal(imported.BaxVerifyError, sdk.BaxVerifyError);
  await logIn(sdk, startEmulator);
}

main();

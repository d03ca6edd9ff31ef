// Does what an app does: asks for a phone number, verifies the code from the SMS, logs in with the
// proof.

import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import Parse from 'parse/node';

const phone = process.argv[2] ?? '+4366412345678';

// The client key that start.mjs gives the emulator. It can only send and verify codes.
const service = process.env.EXAMPLE_SERVICE ?? 'http://127.0.0.1:4229';
const verification = new BaxCloudVerifyClient({
  projectId: 'proj_example',
  apiKey: 'bax_pk_example',
  baseUrl: `${service}/v1`,
});

Parse.initialize('example');
Parse.serverURL = `http://127.0.0.1:${process.env.PORT ?? 1337}/parse`;

await verification.sendOtp({ phone, purpose: 'LOGIN' });
const result = await verification.verifyOtp({ phone, code: await codeFromSms() });

const authData = BaxCloudVerifyClient.externalAuthFromVerifyResult(result);
const user = await Parse.User.logInWith('baxverify', { authData });
console.log(`${user.existed() ? 'Logged in' : 'Signed up and logged in'} as user ${user.id}.`);

try {
  await Parse.User.logInWith('baxverify', { authData });
} catch (error) {
  console.log(`The same proof again: code ${error.code}, ${error.message}`);
}

/** An app asks its user for the code. Here the emulator's inbox replaces the phone. */
async function codeFromSms() {
  const address = `${service}/emulator/code?phone=${encodeURIComponent(phone)}`;
  return (await (await fetch(address)).json()).code;
}

// Runs the quick start against the emulator, step by step, and then shows what can go wrong.

import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';

const emulator = await startEmulator({ port: 0 });
Object.assign(process.env, emulator.env);

const phone = '+4366412345678';

try {
  say('The emulator listens on', emulator.url);

  // The code of an app: it does not depend on the emulator.
  const client = new BaxCloudVerifyClient({
    projectId: process.env.BAXCLOUD_PROJECT_ID,
    apiKey: process.env.BAXCLOUD_API_KEY,
  });

  const sent = await client.sendOtp({ phone, purpose: 'LOGIN' });
  say('sendOtp', sent);

  const code = emulator.codeFor(phone);
  say('The SMS holds the code', code);

  const result = await client.verifyOtp({ phone, code });
  say('verifyOtp', { ...result, accessToken: `${result.accessToken.slice(0, 12)}…` });

  const proof = await client.validateVerificationToken({ token: result.accessToken });
  say('validateVerificationToken', proof);

  say(
    'externalAuthFromVerifyResult has',
    Object.keys(BaxCloudVerifyClient.externalAuthFromVerifyResult(result)),
  );

  await expectError('The same proof again', () =>
    client.validateVerificationToken({ token: result.accessToken }),
  );

  await client.sendOtp({ phone });
  const wrong = emulator.codeFor(phone) === '000000' ? '111111' : '000000';
  await expectError('A wrong code', () => client.verifyOtp({ phone, code: wrong }));

  emulator.advance({ minutes: 11 });
  await expectError('The right code, 11 minutes later', () =>
    client.verifyOtp({ phone, code: emulator.codeFor(phone) ?? wrong }),
  );

  say('getStats', await client.getStats({ days: 1 }));
  const logs = await client.listLogs({ phone });
  say(
    'listLogs',
    logs.items.map(({ status, createdAt }) => ({ status, createdAt })),
  );
} finally {
  await emulator.stop();
}

function say(what, value) {
  console.log(`\n• ${what}:`, value);
}

async function expectError(what, work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof BaxVerifyError)) throw error;
    const { code, statusCode, message, outcome, retryable } = error;
    say(`${what} gives a BaxVerifyError`, { code, statusCode, message, outcome, retryable });
    return;
  }
  throw new Error(`${what} was accepted.`);
}

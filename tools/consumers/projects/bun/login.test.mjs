import * as runner from 'bun:test';
import { createRequire } from 'node:module';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';

const { expect, test } = runner;
const emulator = useEmulator(runner);
const phone = '+4366412345678';

test('logs in', async () => {
  const client = new BaxCloudVerifyClient({
    projectId: process.env.BAXCLOUD_PROJECT_ID,
    apiKey: process.env.BAXCLOUD_API_KEY,
  });
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  const failure = await client.verifyOtp({ phone, code: '000000' }).catch((error) => error);
  expect(failure).toBeInstanceOf(BaxVerifyError);
  const code = await emulator.waitForCode(phone);
  const { accessToken } = await client.verifyOtp({ phone, code });
  const proof = await client.validateVerificationToken({ token: accessToken });
  expect(proof.valid).toBe(true);
});

test('shows the line of the caller in the stack of a refused argument', async () => {
  const client = new BaxCloudVerifyClient({ projectId: 'p', apiKey: 'bax_sk_1' });
  for (const call of [
    async () => await client.sendOtp({ phone, porpose: 'LOGIN' }),
    async () => await client.getStats({ days: 'x' }),
    async () => await client.listLogs({ page: 0 }),
    async () => await client.allLogs({ status: 5 }),
  ]) {
    const { code, stack } = await call().catch((error) => error);
    expect(code).toBe('BAXVERIFY_INVALID_ARGUMENT');
    expect(stack).toContain('login.test.mjs:');
  }
});

test('has one instance of each class', () => {
  const required = createRequire(import.meta.url)('@baxcloud/baxverify');
  expect(required.BaxCloudVerifyClient).toBe(BaxCloudVerifyClient);
});

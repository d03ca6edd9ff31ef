// Tests the SDK with the emulator: complete logins, and every documented error from the state that
// causes it.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { BaxCloudVerifyClient, BaxVerifyError } from '@baxcloud/baxverify';
import { startEmulator } from '@baxcloud/baxverify-emulator';

const phone = '+4366412345678';
let emulator;
let client;

before(async () => {
  emulator = await startEmulator({ port: 0 });
  client = clientWith({});
});
afterEach(() => emulator.reset());
after(() => emulator.stop());

function clientWith(options) {
  return new BaxCloudVerifyClient({
    projectId: emulator.projectId,
    apiKey: emulator.apiKey,
    baseUrl: emulator.url,
    ...options,
  });
}

async function verified() {
  await client.sendOtp({ phone, purpose: 'LOGIN' });
  return client.verifyOtp({ phone, code: emulator.codeFor(phone) });
}

const wrongCode = () => (emulator.codeFor(phone) === '000000' ? '111111' : '000000');

test('a login from the first SMS to the spent proof', async () => {
  const sent = await client.sendOtp({ phone, purpose: 'LOGIN' });
  assert.equal(sent.expiresInSeconds, 600);
  const result = await client.verifyOtp({ phone, code: emulator.codeFor(phone) });
  assert.equal(result.verified, true);
  assert.equal(result.tokenType, 'Bearer');
  assert.equal(result.expiresIn, 900);

  const token = result.accessToken;
  const kept = await client.validateVerificationToken({ token, consume: false });
  const spent = await client.validateVerificationToken({ token });
  assert.deepEqual(kept, spent);
  assert.equal(spent.valid, true);
  assert.equal(spent.phone, phone);
  assert.equal(spent.projectId, emulator.projectId);
  assert.equal(spent.requestId, sent.requestId);
  await assert.rejects(client.validateVerificationToken({ token }), {
    code: 'BAXVERIFY_TOKEN_CONSUMED',
  });

  assert.deepEqual(await client.getStats({ days: 7 }), {
    sent: 1,
    verified: 1,
    failed: 0,
    days: 7,
  });
  const logs = await client.listLogs({ phone, status: 'VERIFIED', page: 1, limit: 5 });
  assert.equal(logs.total, 1);
  assert.equal(logs.items[0].purpose, 'LOGIN');
  assert.equal((await client.listLogs({ status: 'FAILED' })).total, 0);
});

test('of 100 parallel verifies of the right code one wins', async () => {
  await client.sendOtp({ phone });
  const code = emulator.codeFor(phone);
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, () => client.verifyOtp({ phone, code })),
  );
  const lost = results.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
  assert.equal(lost.length, 99);
  assert.deepEqual([...new Set(lost.map(({ code }) => code))], ['BAXVERIFY_OTP_EXPIRED']);
});

test('of 100 parallel validations of a proof one spends it', async () => {
  const { accessToken: token } = await verified();
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, () => client.validateVerificationToken({ token })),
  );
  const lost = results.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
  assert.equal(lost.length, 99);
  assert.deepEqual([...new Set(lost.map(({ code }) => code))], ['BAXVERIFY_TOKEN_CONSUMED']);
});

/** For each documented code: its status, and how to cause it. */
const refusals = {
  BAXVERIFY_FEATURE_DISABLED: [403, () => inState({ feature: false })],
  BAXVERIFY_PLAN_NOT_INCLUDED: [403, () => inState({ plan: false })],
  BAXVERIFY_API_KEY_SCOPE: [
    403,
    () => {
      const key = 'bax_sk_without_scope';
      emulator.updateProject({ apiKeys: [{ key, baxverify: false }] });
      return clientWith({ apiKey: key }).getStats();
    },
  ],
  BAXVERIFY_SENDER_NOT_CONFIGURED: [400, () => inState({ sender: false })],
  BAXVERIFY_INSUFFICIENT_CREDITS: [400, () => inState({ credits: 0 })],
  BAXVERIFY_VERIFY_FEE_CREDITS: [
    400,
    async () => {
      await client.sendOtp({ phone });
      emulator.updateProject({ verifyFee: 1, credits: 0 });
      return client.verifyOtp({ phone, code: emulator.codeFor(phone) });
    },
  ],
  BAXVERIFY_NO_SUBSCRIPTION: [400, () => inState({ subscription: false })],
  BAXVERIFY_RATE_LIMIT: [
    429,
    async () => {
      for (let sent = 0; sent < 5; sent++) await client.sendOtp({ phone });
      return client.sendOtp({ phone });
    },
  ],
  BAXVERIFY_OTP_EXPIRED: [
    400,
    async () => {
      await client.sendOtp({ phone });
      emulator.advance({ minutes: 10 });
      return client.verifyOtp({ phone, code: emulator.codeFor(phone) });
    },
  ],
  BAXVERIFY_OTP_INVALID: [
    400,
    async () => {
      await client.sendOtp({ phone });
      return client.verifyOtp({ phone, code: wrongCode() });
    },
  ],
  BAXVERIFY_OTP_MAX_ATTEMPTS: [
    429,
    async () => {
      await client.sendOtp({ phone });
      for (let attempt = 0; attempt < 5; attempt++) {
        await assert.rejects(client.verifyOtp({ phone, code: wrongCode() }), {
          code: 'BAXVERIFY_OTP_INVALID',
        });
      }
      return client.verifyOtp({ phone, code: emulator.codeFor(phone) });
    },
  ],
  BAXVERIFY_INVALID_PHONE: [400, () => client.sendOtp({ phone: '0664 12345678' })],
  BAXVERIFY_SMS_SEND_FAILED: [400, () => inState({ failPhones: [phone] })],
  BAXVERIFY_TOKEN_INVALID: [
    401,
    () => client.validateVerificationToken({ token: 'no.such.proof' }),
  ],
  BAXVERIFY_TOKEN_CONSUMED: [
    401,
    async () => {
      const { accessToken: token } = await verified();
      await client.validateVerificationToken({ token });
      return client.validateVerificationToken({ token });
    },
  ],
  BAXVERIFY_PROJECT_INACTIVE: [403, () => inState({ active: false })],
  BAXVERIFY_API_KEY_PROJECT_MISMATCH: [
    403,
    () => clientWith({ apiKey: 'bax_sk_another' }).sendOtp({ phone }),
  ],
};

function inState(change) {
  emulator.updateProject(change);
  return client.sendOtp({ phone });
}

for (const [code, [statusCode, provoke]] of Object.entries(refusals)) {
  test(`${code} arises as documented`, async () => {
    const error = await provoke().then(
      () => assert.fail('nothing was refused'),
      (reason) => reason,
    );
    assert.ok(error instanceof BaxVerifyError);
    assert.equal(error.code, code);
    assert.equal(error.statusCode, statusCode);
    assert.equal(error.outcome, 'rejected');
    assert.equal(error.attempts, 1);
    assert.match(error.path, /^\/v1\/auth\/sms\//);
    assert.match(error.details.docsUrl, /^https:\/\//);
    assert.equal(error.retryable, code === 'BAXVERIFY_RATE_LIMIT');
    assert.equal(error.retryAfterMs > 0, code === 'BAXVERIFY_RATE_LIMIT');
  });
}

test('the missing project header is the eighteenth error', async () => {
  const response = await fetch(`${emulator.url}/auth/sms/send`, { method: 'POST' });
  assert.equal(response.status, 400);
  assert.equal((await response.json()).error.code, 'BAXVERIFY_PROJECT_HEADER_REQUIRED');
  assert.equal(Object.keys(refusals).length, 17);
});

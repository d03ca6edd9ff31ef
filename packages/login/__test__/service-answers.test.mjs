import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fakeClient, GOOD, PHONE, reasonOf, refuses, VERIFIED } from './support/fake-client.mjs';
import { fakeGuard } from './support/guard.mjs';
import { login } from './support/service.mjs';

const { createPhoneLogin } = login;

const open = (options) =>
  createPhoneLogin({ client: fakeClient(), guard: fakeGuard(), ...options });
const ip = '192.0.2.1';

describe('an answer of the service that is not what it should be', () => {
  const without = (object, name) =>
    Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
  const request = { phone: PHONE, code: '123456', ip };

  test('a good one logs in', async () => {
    const { verify, accept, send } = open({ client: fakeClient() });
    assert.deepEqual(await verify(request), { phone: PHONE });
    assert.deepEqual(await accept({ token: 'a.b.c' }), { phone: PHONE });
    assert.equal((await send(request)).expiresInSeconds, 600);
  });

  const badProofs = [
    null,
    'yes',
    [],
    {},
    Object.create(GOOD),
    ...['valid', 'phone', 'projectId', 'purpose', 'expiresAt'].map((name) => without(GOOD, name)),
    { ...GOOD, valid: 'true' },
    { ...GOOD, valid: 1 },
    { ...GOOD, projectId: 'P' },
    { ...GOOD, purpose: 'login' },
    { ...GOOD, phone: '+4366412345679x' },
    { ...GOOD, phone: [PHONE] },
    { ...GOOD, expiresAt: '2001-01-01T00:00:00Z' },
    { ...GOOD, expiresAt: '2999-01-01T00:00:00' },
    { ...GOOD, expiresAt: 'tomorrow' },
    { ...GOOD, expiresAt: 32_472_144_000_000 },
    { ...GOOD, expiresAt: '2'.repeat(50_000) },
  ];
  badProofs.forEach((proof, index) => {
    test(`logs nobody in: proof ${index}`, async () => {
      const guard = fakeGuard();
      const { verify, accept } = open({ client: fakeClient({ proof }), guard });
      await refuses(verify(request), 'proof_refused', 401);
      await refuses(accept({ token: 'a.b.c' }), 'proof_refused', 401);
      assert.deepEqual(
        guard.named('settleVerify').map(([, result]) => result),
        ['wrong_code'],
      );
    });
  });

  test('logs nobody in: the proof of another phone', async () => {
    const { verify } = open({
      client: fakeClient({ proof: { ...GOOD, phone: '+4366487654321' } }),
    });
    await refuses(verify(request), 'proof_refused', 401);
  });

  const badResults = [
    [null, 'unfinished'],
    [{}, 'unfinished'],
    [Object.create(VERIFIED), 'unfinished'],
    [without(VERIFIED, 'verified'), 'unfinished'],
    [without(VERIFIED, 'phone'), 'unfinished'],
    [without(VERIFIED, 'accessToken'), 'unfinished'],
    [{ ...VERIFIED, verified: 'true' }, 'unfinished'],
    [{ ...VERIFIED, phone: '+4366487654321' }, 'unfinished'],
    [{ ...VERIFIED, accessToken: 'x' }, 'unfinished'],
    [{ ...VERIFIED, verified: false }, 'wrong_code'],
  ];
  badResults.forEach(([verified, reason], index) => {
    test(`logs nobody in: verification ${index}`, async () => {
      const guard = fakeGuard();
      const client = {
        ...fakeClient({ verified }),
        validateVerificationToken: () => assert.fail('called'),
      };
      const error = await reasonOf(open({ client, guard }).verify(request));
      assert.equal(error.reason, reason);
      assert.deepEqual(
        guard.named('settleVerify').map(([, result]) => result),
        ['wrong_code'],
      );
    });
  });

  for (const sent of [
    {},
    { expiresInSeconds: '600' },
    { expiresInSeconds: 0 },
    { expiresInSeconds: Number.NaN },
    { expiresInSeconds: 600, phone: '+4366487654321' },
  ]) {
    test(`may have sent an SMS: ${JSON.stringify(sent)}`, async () => {
      const guard = fakeGuard();
      const error = await refuses(
        open({ client: fakeClient({ sent }), guard }).send(request),
        'sms_may_arrive',
        503,
      );
      assert.equal(error.retryAfterSeconds, 30);
      assert.deepEqual(
        guard.named('settleSend').map(([, outcome]) => outcome),
        ['unknown'],
      );
    });
  }

  test('may be any error', async () => {
    for (const thrown of [
      new TypeError('x'),
      undefined,
      null,
      'text',
      { code: 7 },
      { code: 'ECONNRESET' },
    ]) {
      const reject = () => Promise.reject(thrown);
      const guard = fakeGuard();
      const client = {
        toJSON: () => ({ projectId: 'p' }),
        sendOtp: reject,
        verifyOtp: reject,
        validateVerificationToken: reject,
      };
      const { send, verify, accept } = open({ client, guard });
      await refuses(send(request), 'internal', 500);
      await refuses(verify(request), 'internal', 500);
      await refuses(accept({ token: 'a.b.c' }), 'internal', 500);
      assert.deepEqual(
        guard.calls.filter(([name]) => name.startsWith('settle')).map(([, , end]) => end),
        ['unknown', 'wrong_code'],
      );
    }
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, emulate, OTHER_PHONE, PHONE, prove, wrong } from './support/client.mjs';

const bare = (emulator, ...leaveOut) =>
  Object.fromEntries(
    Object.entries({
      authorization: `Bearer ${emulator.apiKey}`,
      'x-project-id': emulator.projectId,
    }).filter(([name]) => !leaveOut.includes(name)),
  );

const after = (patch) => (service) => {
  service.emulator.updateProject(patch);
  return service.send({ phone: PHONE });
};

/** Each documented code: how to cause it, its status and its message. */
const CASES = {
  FEATURE_DISABLED: [403, 'BaxVerify is not enabled for this project.', after({ feature: false })],
  PLAN_NOT_INCLUDED: [403, 'Your plan does not include BaxVerify.', after({ plan: false })],
  API_KEY_SCOPE: [
    403,
    'API key lacks BaxVerify scope.',
    ({ emulator }) => clientOf({ ...emulatorFacts(emulator), apiKey: emulator.clientKey }).stats(),
  ],
  SENDER_NOT_CONFIGURED: [400, 'No SMS sender configured.', after({ sender: false })],
  INSUFFICIENT_CREDITS: [400, 'Insufficient credits for SMS delivery.', after({ credits: 0 })],
  VERIFY_FEE_CREDITS: [
    400,
    'Insufficient credits for the verification fee.',
    async ({ emulator, send, verify }) => {
      emulator.updateProject({ credits: 1, verifyFee: 1 });
      await send({ phone: PHONE });
      return verify({ phone: PHONE, code: emulator.codeFor(PHONE) });
    },
  ],
  NO_SUBSCRIPTION: [
    400,
    'No active subscription for this project.',
    after({ subscription: false }),
  ],
  RATE_LIMIT: [
    429,
    'Rate limit exceeded.',
    async ({ send }) => {
      for (let n = 0; n < 5; n += 1) await send({ phone: PHONE });
      return send({ phone: PHONE });
    },
  ],
  OTP_EXPIRED: [
    400,
    'Code expired or not found.',
    ({ verify }) => verify({ phone: PHONE, code: '123456' }),
  ],
  OTP_INVALID: [
    400,
    'Invalid verification code.',
    async ({ emulator, send, verify }) => {
      await send({ phone: PHONE });
      return verify({ phone: PHONE, code: wrong(emulator.codeFor(PHONE)) });
    },
  ],
  OTP_MAX_ATTEMPTS: [
    429,
    'Too many failed attempts.',
    async ({ emulator, send, verify }) => {
      await send({ phone: PHONE });
      const code = emulator.codeFor(PHONE);
      for (let n = 0; n < 5; n += 1) await verify({ phone: PHONE, code: wrong(code) });
      return verify({ phone: PHONE, code });
    },
  ],
  INVALID_PHONE: [400, 'Phone number is not valid.', ({ send }) => send({ phone: '0664123456' })],
  SMS_SEND_FAILED: [400, 'Failed to send SMS.', after({ failPhones: [PHONE] })],
  TOKEN_INVALID: [
    401,
    'Verification token is invalid or expired.',
    ({ validate }) => validate({ token: 'not.a.token' }),
  ],
  TOKEN_CONSUMED: [
    401,
    'Verification token already used.',
    async (service) => {
      const token = await prove(service);
      await service.validate({ token });
      return service.validate({ token, consume: false });
    },
  ],
  PROJECT_INACTIVE: [403, 'Project is not active.', after({ active: false })],
  PROJECT_HEADER_REQUIRED: [
    400,
    'X-Project-Id header is required.',
    ({ emulator, call }) =>
      call('GET', '/auth/sms/stats', { headers: bare(emulator, 'x-project-id') }),
  ],
  API_KEY_PROJECT_MISMATCH: [
    403,
    'API key does not belong to this project.',
    ({ emulator, call }) =>
      call('GET', '/auth/sms/stats', { headers: bare(emulator, 'authorization') }),
  ],
};

const emulatorFacts = ({ url, projectId, apiKey }) => ({ url, projectId, apiKey });

test('there are 18 documented codes', () => {
  assert.equal(Object.keys(CASES).length, 18);
});

for (const [name, [status, message, provoke]] of Object.entries(CASES)) {
  test(`${name} arises from state and comes in its envelope`, async (t) => {
    const service = await emulate(t);
    const answer = await provoke(service);
    assert.equal(answer.status, status);
    const { success, error, timestamp, path } = answer.body;
    const { code, details } = error;
    assert.deepEqual(Object.keys(answer.body).sort(), ['error', 'path', 'success', 'timestamp']);
    assert.deepEqual(
      { success, code, message: error.message },
      { success: false, code: `BAXVERIFY_${name}`, message },
    );
    assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000);
    assert.match(path, /^\/v1\/auth\/sms\/[a-z-]+$/);
    assert.match(details.docsUrl, /^https:/);
    const hasProject = name !== 'PROJECT_HEADER_REQUIRED';
    assert.equal(details.projectId, hasProject ? service.emulator.projectId : undefined);
    assert.match(answer.headers.get('content-type'), /^application\/json/);
  });
}

test('a rate limit ends after the time that it names', async (t) => {
  const { emulator, send } = await emulate(t, { sendLimit: 1, sendWindowSeconds: 90 });
  await send({ phone: PHONE });
  const refused = await send({ phone: PHONE });
  const wait = Number(refused.headers.get('retry-after'));
  assert.ok(wait > 80 && wait <= 90, String(wait));
  assert.equal((await send({ phone: OTHER_PHONE })).status, 200);
  emulator.advance({ seconds: wait });
  assert.equal((await send({ phone: PHONE })).status, 200);
});

test('keys of other projects, keys without scope and foreign proofs are refused', async (t) => {
  const service = await emulate(t);
  const { emulator } = service;
  const other = emulator.updateProject({ projectId: 'proj_other' });
  const [{ key }] = other.apiKeys;
  const facts = emulatorFacts(emulator);
  const codeOf = async (answer) => (await answer).body.error?.code;

  const crossed = clientOf({ ...facts, apiKey: key });
  assert.equal(await codeOf(crossed.stats()), 'BAXVERIFY_API_KEY_PROJECT_MISMATCH');
  const foreign = clientOf({ ...facts, projectId: 'proj_other', apiKey: key });
  const token = await prove(service);
  assert.equal(await codeOf(foreign.validate({ token })), 'BAXVERIFY_TOKEN_INVALID');
  assert.equal((await service.validate({ token })).status, 200);

  emulator.updateProject({ apiKeys: [{ key: emulator.apiKey, baxverify: false }] });
  assert.equal(await codeOf(service.stats()), 'BAXVERIFY_API_KEY_SCOPE');
});

test('undocumented inputs also get an envelope', async (t) => {
  const { call } = await emulate(t);
  const post = async (path, body) => (await call('POST', path, { body })).body.error.code;
  for (const body of ['{', '[]', '"x"', 'null']) {
    assert.equal(await post('/auth/sms/send', body), 'BAXVERIFY_BAD_REQUEST');
  }
  for (const phone of [undefined, null, '', 7, {}]) {
    assert.equal(await post('/auth/sms/send', { phone }), 'BAXVERIFY_INVALID_PHONE');
  }
  for (const code of [undefined, null, '', 123456]) {
    assert.equal(await post('/auth/sms/verify', { phone: PHONE, code }), 'BAXVERIFY_OTP_INVALID');
  }
  for (const token of [undefined, null, '', 7]) {
    assert.equal(await post('/auth/sms/validate-token', { token }), 'BAXVERIFY_TOKEN_INVALID');
  }
  const large = { phone: PHONE, purpose: 'x'.repeat(20_000) };
  assert.equal(await post('/auth/sms/send', large), 'BAXVERIFY_BODY_TOO_LARGE');
  assert.equal(await post('/auth/sms/nowhere', {}), 'BAXVERIFY_NOT_FOUND');
  assert.equal(await post('/auth/sms/stats', {}), 'BAXVERIFY_METHOD_NOT_ALLOWED');
});

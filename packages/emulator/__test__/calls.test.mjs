import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emulate, OTHER_PHONE, PHONE, prove, wrong } from './support/client.mjs';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

test('sends, verifies and validates', async (t) => {
  const { emulator, send, verify, validate } = await emulate(t);
  const sent = await send({ phone: PHONE, purpose: 'LOGIN' });
  assert.equal(sent.status, 200);
  const { requestId, ...rest } = sent.body;
  assert.deepEqual(rest, { expiresInSeconds: 600, phone: PHONE, purpose: 'LOGIN' });

  const code = emulator.codeFor(PHONE);
  assert.match(code, /^\d{6}$/);
  const verified = await verify({ phone: PHONE, code });
  assert.equal(verified.status, 200);
  const { accessToken, expiresAt, ...facts } = verified.body;
  assert.deepEqual(facts, { verified: true, phone: PHONE, tokenType: 'Bearer', expiresIn: 900 });
  assert.match(expiresAt, ISO);

  const validation = await validate({ token: accessToken });
  assert.equal(validation.status, 200);
  const { issuedAt, ...claims } = validation.body;
  const { projectId } = emulator;
  const expected = { valid: true, phone: PHONE, projectId, purpose: 'LOGIN', requestId, expiresAt };
  assert.deepEqual(claims, expected);
  assert.equal(Date.parse(expiresAt) - Date.parse(issuedAt), 900_000);
});

test('the proof is a signed JWT with the documented claims', async (t) => {
  const service = await emulate(t);
  const [header, claims, signature] = (await prove(service)).split('.');
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
  assert.equal(read(header).alg, 'HS256');
  const { sub, projectId, purpose, iat, exp } = read(claims);
  assert.deepEqual(
    { sub, projectId, purpose, life: exp - iat },
    { sub: PHONE, projectId: service.emulator.projectId, purpose: 'LOGIN', life: 900 },
  );
  assert.ok(signature);
});

test('of 100 parallel verifications of the right code one wins', async (t) => {
  const { emulator, send, verify } = await emulate(t);
  await send({ phone: PHONE });
  const code = emulator.codeFor(PHONE);
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => verify({ phone: PHONE, code })),
  );
  const losers = answers.filter(({ status }) => status !== 200);
  assert.equal(losers.length, 99);
  for (const { body } of losers) {
    assert.equal(body.error.code, 'BAXVERIFY_OTP_EXPIRED');
    assert.equal(body.error.message, 'Code expired or not found.');
  }
});

test('of 100 parallel validations of one proof one consumes it', async (t) => {
  const service = await emulate(t);
  const token = await prove(service);
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => service.validate({ token, consume: true })),
  );
  const losers = answers.filter(({ status }) => status !== 200);
  assert.equal(losers.length, 99);
  assert.ok(losers.every(({ body }) => body.error.code === 'BAXVERIFY_TOKEN_CONSUMED'));
});

test('codes and proofs expire when the clock moves', async (t) => {
  const service = await emulate(t);
  const { emulator, send, verify, validate } = service;
  const token = await prove(service);
  emulator.advance({ minutes: 14, seconds: 50 });
  assert.equal((await validate({ token, consume: false })).status, 200);
  emulator.advance({ seconds: 11 });
  assert.equal((await validate({ token })).body.error.code, 'BAXVERIFY_TOKEN_INVALID');

  await send({ phone: PHONE });
  emulator.advance({ minutes: 10 });
  const late = await verify({ phone: PHONE, code: emulator.codeFor(PHONE) });
  assert.equal(late.body.error.code, 'BAXVERIFY_OTP_EXPIRED');
});

test('stats count deliveries, verifications and failures of the last days', async (t) => {
  const service = await emulate(t, { maxAttempts: 1 });
  const { emulator, send, verify, stats } = service;
  await prove(service);
  emulator.advance({ days: 1 });
  await send({ phone: PHONE });
  await verify({ phone: PHONE, code: wrong(emulator.codeFor(PHONE)) });
  emulator.updateProject({ failPhones: [OTHER_PHONE] });
  await send({ phone: OTHER_PHONE });
  assert.deepEqual((await stats('?days=1')).body, { sent: 1, verified: 0, failed: 2, days: 1 });
  assert.deepEqual((await stats()).body, { sent: 2, verified: 1, failed: 2, days: 30 });
});

test('logs are paged newest first and filtered by phone and status', async (t) => {
  const service = await emulate(t, { sendLimit: 0 });
  const { emulator, send, logs } = service;
  for (let n = 0; n < 24; n += 1) {
    await send({ phone: n % 4 === 0 ? OTHER_PHONE : PHONE, purpose: `P${n}` });
  }
  await prove(service);
  const purposes = ({ body }) => body.items.map(({ purpose }) => purpose);

  const first = await logs();
  const { items, ...paging } = first.body;
  assert.deepEqual(paging, { total: 25, page: 1, limit: 20 });
  assert.equal(items.length, 20);
  assert.deepEqual(purposes(first).slice(0, 3), ['LOGIN', 'P23', 'P22']);
  assert.deepEqual(purposes(await logs('?page=2')), ['P4', 'P3', 'P2', 'P1', 'P0']);
  assert.deepEqual(purposes(await logs('?page=3')), []);

  const phone = encodeURIComponent(OTHER_PHONE);
  const filtered = await logs(`?phone=${phone}&limit=2&page=2`);
  assert.deepEqual([filtered.body.total, purposes(filtered)], [6, ['P12', 'P8']]);
  const verified = await logs('?status=VERIFIED');
  assert.equal(verified.body.total, 1);
  assert.match(verified.body.items[0].verifiedAt, ISO);
  assert.equal((await logs('?status=SENT')).body.total, 1);
  emulator.advance({ minutes: 10 });
  assert.equal((await logs('?status=SENT')).body.total, 0);
  assert.equal((await logs('?status=EXPIRED')).body.total, 24);
});

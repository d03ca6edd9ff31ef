import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emulate, PHONE, prove } from './support/client.mjs';
import { control } from './support/control.mjs';

const DAY = 86_400_000;

test('an advance expires codes and proofs immediately, also over HTTP', async (t) => {
  const service = await emulate(t);
  const { emulator, send, verify, validate } = service;
  const token = await prove(service);
  await send({ phone: PHONE });
  const code = emulator.codeFor(PHONE);
  await control(emulator, 'POST', '/emulator/clock', { body: { minutes: 11 } });
  assert.equal((await verify({ phone: PHONE, code })).body.error.code, 'BAXVERIFY_OTP_EXPIRED');
  assert.equal(emulator.messages()[0].status, 'EXPIRED');
  assert.equal((await validate({ token, consume: false })).status, 200);
  emulator.advance({ minutes: 4, seconds: 1 });
  assert.equal((await validate({ token })).body.error.code, 'BAXVERIFY_TOKEN_INVALID');
});

test('stats move by days', async (t) => {
  const { emulator, send, stats } = await emulate(t);
  for (let day = 0; day < 4; day += 1) {
    await send({ phone: PHONE });
    emulator.advance({ days: 1 });
  }
  const sent = async (days) => (await stats(`?days=${days}`)).body.sent;
  assert.deepEqual([await sent(1), await sent(2), await sent(5)], [0, 1, 4]);
});

test('returns the time, and a reset restores it', async (t) => {
  const { emulator } = await emulate(t);
  const began = emulator.now();
  assert.ok(Math.abs(began - Date.now()) < 10_000);
  const moved = emulator.advance({ days: 2 });
  assert.ok(moved - began >= 2 * DAY && moved - began < 2 * DAY + 60_000);
  const { body } = await control(emulator, 'GET', '/emulator/clock');
  assert.equal(body.offsetSeconds, (2 * DAY) / 1_000);
  assert.ok(Math.abs(Date.parse(body.now) - emulator.now()) < 10_000);
  emulator.reset();
  assert.ok(Math.abs(emulator.now() - Date.now()) < 10_000);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { clientOf, emulate } from './support/client.mjs';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const ROW = /^\| `\+999(\d+)N` +\| `(BAXVERIFY_\w+)` +\| (send|verify|validate) +\|$/gm;
const rows = [...README.matchAll(ROW)].map(([, digits, code, stage]) => {
  return { prefix: `+999${digits}`, code, stage };
});

/** Makes the three calls until one fails. Returns the failing call and its response. */
async function login({ send, verify, validate }, emulator, phone) {
  const sent = await send({ phone });
  if (sent.status !== 200) return { stage: 'send', answer: sent };
  const verified = await verify({ phone, code: emulator.codeFor(phone) });
  if (verified.status !== 200) return { stage: 'verify', answer: verified };
  const answer = await validate({ token: verified.body.accessToken });
  return { stage: answer.status === 200 ? 'none' : 'validate', answer };
}

test('the README lists a range for each of the 18 errors', () => {
  assert.equal(new Set(rows.map(({ code }) => code)).size, 18);
  assert.equal(new Set(rows.map(({ prefix }) => prefix)).size, 18);
});

test('each of the ten numbers of a range causes its error, at its call', async (t) => {
  const service = await emulate(t);
  for (const { prefix, code, stage } of rows) {
    for (let digit = 0; digit < 10; digit += 1) {
      const result = await login(service, service.emulator, `${prefix}${digit}`);
      assert.deepEqual([result.stage, result.answer.body.error?.code], [stage, code], prefix);
    }
  }
});

test('a rate-limited number returns Retry-After, and an undelivered one is logged', async (t) => {
  const { send, logs } = await emulate(t);
  const limited = await send({ phone: rows.find(({ code }) => /RATE/.test(code)).prefix + 0 });
  assert.equal(limited.headers.get('retry-after'), '60');
  await send({ phone: rows.find(({ code }) => /SMS_SEND/.test(code)).prefix + 0 });
  const [{ status, errorCode }] = (await logs()).body.items;
  assert.deepEqual([status, errorCode], ['FAILED', 'BAXVERIFY_SMS_SEND_FAILED']);
});

test('the code of a fixed-code number is known in advance, at every length', async (t) => {
  const { send, verify } = await emulate(t, { sendLimit: 1 });
  for (const phone of ['+9991234560000', '+9991234569999', '+9991234560000']) {
    await send({ phone });
    assert.equal((await verify({ phone, code: '123456' })).status, 200);
  }
  const long = await emulate(t, { codeLength: 8 });
  await long.send({ phone: '+9991234560000' });
  assert.equal((await long.verify({ phone: '+9991234560000', code: '12345678' })).status, 200);
});

test('the numbers work in every project', async (t) => {
  const { emulator } = await emulate(t);
  const { send } = clientOf(emulator.createProject());
  const { body } = await send({ phone: `${rows[0].prefix}7` });
  assert.equal(body.error.code, rows[0].code);
});

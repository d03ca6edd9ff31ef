import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxVerifyWebhookError, parseWebhook, verifyWebhookSignature } from '../../../webhooks.mjs';
import { PHONE } from './support/client.mjs';
import { names, SECRET, setUp, until, WAIT } from './support/webhooks.mjs';

const RUNS = { timeout: 60_000 };

describe('fault rules', () => {
  test('deliver an event twice, late, or never', RUNS, async (t) => {
    const { emulator, send, events } = await setUp(t);
    emulator.inject({ webhook: 'duplicate', event: 'otp.sent', nth: 1 });
    await send({ phone: PHONE });
    await until(() => events.length >= 2);
    assert.equal(new Set(events.map(({ id }) => id)).size, 1);
    assert.deepEqual(
      emulator.webhooks().map(({ kind }) => kind),
      ['duplicate', 'original'],
    );

    emulator.clearFaults();
    const late = { webhook: 'late', delayMs: 3_600_000, event: 'otp.sent' };
    emulator.inject({ ...late, phone: '+4366400000001' });
    emulator.inject({ webhook: 'lost', phone: '+4366400000002' });
    await send({ phone: '+4366400000001' });
    await send({ phone: '+4366400000002' });
    await send({ phone: '+4366400000003' });
    await emulator.waitForWebhook({ phone: '+4366400000003', ...WAIT });
    const statusOf = (phone) => emulator.webhooks({ phone, event: 'otp.sent' })[0].status;
    assert.deepEqual([statusOf('+4366400000001'), statusOf('+4366400000002')], ['pending', 'lost']);
    emulator.advance({ hours: 1 });
    await emulator.waitForWebhook({ phone: '+4366400000001', event: 'otp.sent', ...WAIT });
    assert.equal(statusOf('+4366400000002'), 'lost');
    assert.equal(emulator.faults().find(({ webhook }) => webhook === 'late').hits, 1);
  });

  test('forge deliveries, which the receiver refuses', RUNS, async (t) => {
    const { emulator, send, events, refused } = await setUp(t);
    const kinds = ['forgedSignature', 'missingSignature', 'alteredBody'];
    for (const webhook of kinds) emulator.inject({ webhook });
    await send({ phone: PHONE });
    await emulator.waitForWebhook(WAIT);
    assert.deepEqual(names(events), ['otp.sent']);
    assert.deepEqual(refused, [
      'BAXVERIFY_WEBHOOK_SIGNATURE_INVALID',
      'BAXVERIFY_WEBHOOK_SIGNATURE_MISSING',
      'BAXVERIFY_WEBHOOK_SIGNATURE_INVALID',
    ]);
    const forged = emulator.webhooks({ status: 'failed' });
    assert.deepEqual(
      forged.map(({ kind }) => kind),
      kinds.toReversed?.() ?? [...kinds].reverse(),
    );
    for (const { attempts, body, signature } of forged) {
      assert.equal(attempts.length, 1);
      assert.equal(attempts[0].status, 401);
      JSON.parse(body);
      const given = { secret: SECRET, payload: body, signature };
      assert.equal(verifyWebhookSignature(given), false);
      assert.throws(() => parseWebhook(given), BaxVerifyWebhookError);
    }
  });

  test('of webhooks affect no calls, and those of calls no webhooks', RUNS, async (t) => {
    const { emulator, send, call, events } = await setUp(t);
    const lost = emulator.inject({ webhook: 'lost', event: 'otp.failed' });
    const status = emulator.inject({ status: 503, route: 'stats' });
    assert.equal((await send({ phone: PHONE })).status, 200);
    await emulator.waitForWebhook(WAIT);
    assert.equal(events.length, 1);
    await call('GET', '/auth/sms/stats').catch(() => {});
    const [one, other] = emulator.faults();
    assert.deepEqual([one.id, one.calls, other.id, other.calls], [lost.id, 0, status.id, 1]);
    for (const rule of [
      { webhook: 'forged' },
      { webhook: 'lost', route: 'send' },
      { webhook: 'lost', delayMs: 1 },
      { webhook: 'lost', sms: 'lost' },
      { event: 'otp.sent', sms: 'lost' },
      { webhook: 'lost', event: 'otp.other' },
    ]) {
      assert.throws(() => emulator.inject(rule), TypeError);
    }
  });
});

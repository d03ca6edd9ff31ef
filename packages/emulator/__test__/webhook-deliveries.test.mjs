import assert from 'node:assert/strict';
import { createServer as createTcpServer } from 'node:net';
import { describe, test } from 'node:test';
import { isOtpEvent } from '../../../webhooks.mjs';
import { startEmulator } from '../index.mjs';
import { clientOf, emulate, PHONE, wrong } from './support/client.mjs';
import { names, receiver, SECRET, setUp, until, WAIT } from './support/webhooks.mjs';

const RUNS = { timeout: 60_000 };

test(
  'delivers signed events about a message from its send to its verification',
  RUNS,
  async (t) => {
    const { emulator, send, verify, events, bodies, url } = await setUp(t);
    const { body } = await send({ phone: PHONE, purpose: 'LOGIN' });
    const code = emulator.codeFor(PHONE);
    await verify({ phone: PHONE, code: wrong(code) });
    await verify({ phone: PHONE, code });
    const delivery = await emulator.waitForWebhook({ event: 'otp.verified', ...WAIT });

    assert.deepEqual(names(events), ['otp.sent', 'otp.verified']);
    assert.ok(events.every(isOtpEvent));
    const [sent, verified] = events;
    const [message] = emulator.messages();
    assert.deepEqual(sent, {
      id: sent.id,
      type: 'otp.sent',
      event: 'otp.sent',
      projectId: emulator.projectId,
      created: Math.floor(Date.parse(message.createdAt) / 1000),
      data: {
        object: {
          id: message.id,
          requestId: body.requestId,
          projectId: emulator.projectId,
          phone: PHONE,
          purpose: 'LOGIN',
          status: 'SENT',
          createdAt: message.createdAt,
          expiresAt: message.expiresAt,
        },
      },
    });
    assert.match(sent.id, /^evt_[0-9a-f]{32}$/);
    assert.notEqual(sent.id, verified.id);
    assert.equal(verified.data.object.verifiedAt, emulator.messages()[0].verifiedAt);
    for (const { raw, headers, url: path } of bodies) {
      assert.doesNotMatch(raw, new RegExp(code));
      assert.equal(headers['content-type'], 'application/json');
      assert.match(headers['user-agent'], /^baxverify-emulator\//);
      assert.equal(path, '/hooks?a=1');
    }

    assert.equal(delivery.body, bodies[1].raw);
    assert.equal(delivery.signature, bodies[1].headers['x-baxcloud-signature']);
    assert.deepEqual(
      [delivery.kind, delivery.status, delivery.url, delivery.eventId, delivery.nextAttemptAt],
      ['original', 'delivered', url, verified.id, undefined],
    );
    const [{ at, durationMs, ...attempt }] = delivery.attempts;
    assert.deepEqual(attempt, { status: 204, response: '' });
    assert.ok(Date.parse(at) > 0 && durationMs >= 0);
  },
);

test(
  'reports a failed send, a blocked code, a replaced code and an expired one',
  RUNS,
  async (t) => {
    const { emulator, send, verify, events } = await setUp(t, { emulator: { maxAttempts: 1 } });
    const codeOf = ({ data }) => [data.object.status, data.object.errorCode];
    emulator.updateProject({ failPhones: ['+4366400000001'] });
    await send({ phone: '+4366400000001' });
    const failed = await emulator.waitForWebhook({ event: 'otp.failed', ...WAIT });
    assert.deepEqual(codeOf(JSON.parse(failed.body)), ['FAILED', 'BAXVERIFY_SMS_SEND_FAILED']);

    await send({ phone: PHONE });
    await verify({ phone: PHONE, code: wrong(emulator.codeFor(PHONE)) });
    // The blocked code stays blocked, which is no other event.
    await verify({ phone: PHONE, code: '000000' });
    await emulator.waitForWebhook({ event: 'otp.failed', phone: PHONE, ...WAIT });
    assert.deepEqual(codeOf(events.at(-1)), ['FAILED', 'BAXVERIFY_OTP_MAX_ATTEMPTS']);

    const phone = '+4366400000002';
    await send({ phone });
    await send({ phone });
    await emulator.waitForWebhook({ event: 'otp.expired', phone, ...WAIT });
    emulator.advance({ minutes: 10 });
    await until(
      () => emulator.webhooks({ event: 'otp.expired', status: 'delivered', phone }).length >= 2,
    );
    const ofPhone = events.filter(({ data }) => data.object.phone === phone);
    assert.deepEqual(names(ofPhone), ['otp.sent', 'otp.expired', 'otp.sent', 'otp.expired']);
    assert.deepEqual(codeOf(ofPhone.at(-1)), ['EXPIRED', undefined]);
    // An event ends a message: nothing more comes, also not later.
    const count = emulator.webhooks().length;
    emulator.advance({ days: 1 });
    assert.equal((await emulator.waitForWebhook(WAIT)).status, 'delivered');
    assert.equal(emulator.webhooks().length, count);
  },
);

describe('a project', () => {
  test('has its own webhook, and a reset ends its deliveries', RUNS, async (t) => {
    const [one, other] = [await receiver(t), await receiver(t, { secret: 'whsec_other' })];
    const emulator = await startEmulator();
    t.after(() => emulator.stop());
    const projects = [
      emulator.createProject({ webhook: { url: one.url, secret: SECRET } }),
      emulator.createProject({ webhook: { url: other.url, secret: 'whsec_other' } }),
      emulator.createProject(),
    ];
    for (const project of projects) await clientOf(project).send({ phone: PHONE });
    for (const project of projects.slice(0, 2)) await project.waitForWebhook(WAIT);
    assert.equal(one.events[0].projectId, projects[0].projectId);
    assert.equal(other.events[0].projectId, projects[1].projectId);
    assert.deepEqual(projects[2].webhooks(), []);
    assert.equal(emulator.webhooks().length, 2);
    projects[0].reset();
    assert.equal(emulator.webhooks().length, 1);
    emulator.advance({ hours: 1 });
    await projects[1].waitForWebhook({ event: 'otp.expired', ...WAIT });
    assert.deepEqual(names(one.events), ['otp.sent']);
    emulator.clearWebhooks();
    assert.deepEqual(emulator.webhooks(), []);
  });

  test('that gets its webhook later reports what happens from then on', RUNS, async (t) => {
    const { url, events } = await receiver(t);
    const { emulator, send, verify, validate } = await emulate(t);
    const phones = ['+4366400000001', '+4366400000002'];
    for (const phone of phones) await send({ phone });
    const proof = await verify({ phone: phones[0], code: emulator.codeFor(phones[0]) });
    const { webhook } = emulator.updateProject({ webhook: { url } });
    assert.match(webhook.secret, /^whsec_[0-9a-f]{32}$/);
    emulator.updateProject({ webhook: { url, secret: SECRET } });
    await validate({ token: proof.body.accessToken });
    await verify({ phone: phones[1], code: emulator.codeFor(phones[1]) });
    await emulator.waitForWebhook(WAIT);
    assert.deepEqual(
      events.map(({ event, data }) => [event, data.object.phone]),
      [['otp.verified', phones[1]]],
    );
  });

  test('with a slow receiver delays neither calls nor other projects', RUNS, async (t) => {
    const slow = createTcpServer(() => {});
    await new Promise((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const fast = await receiver(t);
    const { emulator } = await emulate(t, { sendLimit: 0 });
    t.after(() => slow.close());
    const stuck = emulator.createProject({
      webhook: { url: `http://127.0.0.1:${slow.address().port}/`, secret: SECRET },
    });
    const other = emulator.createProject({ webhook: { url: fast.url, secret: SECRET } });
    for (let n = 0; n < 1_010; n += 1) {
      assert.equal(
        (await clientOf(stuck).send({ phone: `+43664${String(n).padStart(7, '0')}` })).status,
        200,
      );
    }
    assert.equal(stuck.webhooks().length, 1_000);
    await clientOf(other).send({ phone: PHONE });
    await other.waitForWebhook(WAIT);
    assert.ok(stuck.webhooks().every(({ status }) => status === 'pending'));
    const began = performance.now();
    await emulator.stop();
    // Attempts of 10 s for each delivery of the queue would take minutes.
    assert.ok(performance.now() - began < 32_000);
  });
});

test('keeps the webhook and its open messages in the database file', RUNS, async (t) => {
  const { mkdtempSync, rmSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const folder = mkdtempSync(join(tmpdir(), 'baxverify-webhooks-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'emulator.db');
  const { url, events } = await receiver(t);
  const keys = { apiKey: 'bax_sk_1', clientKey: 'bax_pk_1' };
  const first = await startEmulator({ data, ...keys, webhook: url, webhookSecret: SECRET });
  await clientOf(first).send({ phone: PHONE });
  await first.waitForWebhook(WAIT);
  await first.stop();
  const second = await startEmulator({ data });
  t.after(() => second.stop());
  const code = second.codeFor(PHONE);
  await clientOf({
    ...second,
    url: second.url,
    projectId: second.projectId,
    apiKey: 'bax_sk_1',
  }).verify({ phone: PHONE, code });
  await second.waitForWebhook(WAIT);
  assert.deepEqual(names(events), ['otp.sent', 'otp.verified']);
});

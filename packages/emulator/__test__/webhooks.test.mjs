import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { describe, test } from 'node:test';
import {
  BaxVerifyWebhookError,
  isOtpEvent,
  parseWebhook,
  verifyWebhookSignature,
  webhookMiddleware,
} from '../../../webhooks.mjs';
import { connectEmulator, startEmulator } from '../index.mjs';
import { cli } from './support/cli.mjs';
import { clientOf, emulate, PHONE, wrong } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 60_000 };
const SECRET = 'whsec_emulator';
const WAIT = { timeout: 20_000 };

/** A receiver that verifies each delivery. `respond` decides on the status of a genuine one. */
async function receiver(t, { respond = () => 204, secret = SECRET } = {}) {
  const [events, refused, bodies] = [[], [], []];
  const middleware = webhookMiddleware(secret, { onRefused: ({ code }) => refused.push(code) });
  const server = createServer((req, res) => {
    middleware(req, res, async (error) => {
      assert.ifError(error);
      bodies.push({ raw: String(req.rawBody), headers: req.headers, url: req.url });
      events.push(req.baxcloudEvent);
      res.statusCode = await respond(req.baxcloudEvent, res);
      res.end('seen');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/hooks?a=1`,
    events,
    refused,
    bodies,
    server,
  };
}

async function setUp(t, options) {
  const receiving = await receiver(t, options);
  const webhook = { webhook: receiving.url, webhookSecret: SECRET };
  return { ...receiving, ...(await emulate(t, { ...webhook, ...options?.emulator })) };
}

const names = (list) => list.map(({ event }) => event);

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

describe('repeats', () => {
  test('a failed delivery with a growing wait by the clock of the emulator', RUNS, async (t) => {
    const statuses = [500, 301, 404, 200];
    const { emulator, send, events } = await setUp(t, { respond: () => statuses.shift() });
    await send({ phone: PHONE });
    const waits = [];
    for (const count of [1, 2, 3]) {
      const delivery = await attempted(emulator, count);
      assert.equal(delivery.status, 'pending');
      const { at } = delivery.attempts.at(-1);
      waits.push((Date.parse(delivery.nextAttemptAt) - Date.parse(at)) / 1000);
      emulator.advance({ seconds: waits.at(-1) });
    }
    const { attempts, status } = await attempted(emulator, 4);
    assert.deepEqual(waits, [1, 5, 30]);
    assert.equal(status, 'delivered');
    assert.deepEqual(
      attempts.map((attempt) => attempt.status),
      [500, 301, 404, 200],
    );
    assert.equal(attempts[0].response, 'seen');
    assert.equal(new Set(events.map(({ id }) => id)).size, 1);
  });

  test('six times in all', RUNS, async (t) => {
    const { emulator, send, events } = await setUp(t, { respond: () => 500 });
    await send({ phone: PHONE });
    for (let count = 1; count < 6; count += 1) {
      await attempted(emulator, count);
      emulator.advance({ minutes: 10 });
    }
    const { status, nextAttemptAt } = await attempted(emulator, 6);
    assert.deepEqual([status, nextAttemptAt], ['failed', undefined]);
    assert.equal(events.filter(({ event }) => event === 'otp.sent').length, 6);
  });

  test('after a refused connection and a broken response', RUNS, async (t) => {
    const broken = createTcpServer((socket) =>
      socket.on('data', () => socket.end('nonsense\r\n\r\n')),
    );
    await new Promise((resolve) => broken.listen(0, '127.0.0.1', resolve));
    t.after(() => broken.close());
    const { emulator, send } = await emulate(t);
    const url = `http://127.0.0.1:${broken.address().port}/`;
    emulator.updateProject({ webhook: { url, secret: SECRET } });
    await send({ phone: PHONE });
    assert.match((await attempted(emulator, 1)).attempts[0].error, /^the connection broke: /);
    emulator.updateProject({ webhook: { url: 'http://127.0.0.1:1/', secret: SECRET } });
    await send({ phone: '+4366400000001' });
    const { attempts } = await attempted(emulator, 1, { phone: '+4366400000001' });
    assert.match(attempts[0].error, /^cannot connect: /);
    assert.doesNotMatch(JSON.stringify(attempts), /whsec/);
  });

  test('by hand, with the present secret and URL', RUNS, async (t) => {
    const { emulator, send, events, url } = await setUp(t);
    await send({ phone: PHONE });
    const delivery = await emulator.waitForWebhook(WAIT);
    const other = await receiver(t, { secret: 'whsec_new' });
    emulator.updateProject({ webhook: { url: other.url, secret: 'whsec_new' } });
    const again = emulator.redeliver(delivery);
    assert.deepEqual([again.kind, again.status, again.url], ['redelivery', 'pending', other.url]);
    await until(() => other.events.length > 0);
    assert.deepEqual(other.events[0], events[0]);
    assert.equal(emulator.webhooks({ eventId: delivery.eventId }).length, 2);
    assert.notEqual(again.id, delivery.id);
    assert.notEqual(other.url, url);
    assert.equal(emulator.redeliver(again.id).eventId, delivery.eventId);
    emulator.updateProject({ webhook: null });
    assert.throws(() => emulator.redeliver(delivery), {
      name: 'TypeError',
      message: /has no webhook/,
    });
    assert.throws(() => emulator.redeliver('whd_none'), {
      name: 'TypeError',
      message: /no delivery/,
    });
  });
});

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
    assert.ok(performance.now() - began < 8_000);
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

describe('the control API', () => {
  test('lists, filters, redelivers and removes', RUNS, async (t) => {
    const { emulator, send, verify } = await setUp(t);
    await send({ phone: PHONE });
    await verify({ phone: PHONE, code: emulator.codeFor(PHONE) });
    await emulator.waitForWebhook({ event: 'otp.verified', ...WAIT });
    const get = (query) => control(emulator, 'GET', `/emulator/webhooks${query}`);
    const { body } = await get('');
    assert.deepEqual(names(body.deliveries), ['otp.verified', 'otp.sent']);
    assert.deepEqual(
      (await get('?event=otp.sent&limit=5')).body.deliveries,
      body.deliveries.slice(1),
    );
    assert.deepEqual(
      (await get(`?phone=${encodeURIComponent(PHONE)}&limit=1`)).body.deliveries.length,
      1,
    );
    for (const query of ['?status=failed', '?projectId=other', '?eventId=evt_0', '?phone=%2B431']) {
      assert.deepEqual((await get(query)).body.deliveries, [], query);
    }
    for (const query of ['?event=sent', '?status=x', '?limit=0', '?limit=x']) {
      assert.equal((await get(query)).status, 400, query);
    }
    const path = `/emulator/webhooks/${body.deliveries[0].id}/redeliver`;
    const again = await control(emulator, 'POST', path);
    assert.deepEqual([again.status, again.body.kind], [200, 'redelivery']);
    assert.equal((await control(emulator, 'POST', '/emulator/webhooks/x/redeliver')).status, 404);
    const foreign = await control(emulator, 'POST', path, {
      headers: { origin: 'http://a.example' },
    });
    assert.equal(foreign.status, 403);
    assert.equal((await control(emulator, 'DELETE', '/emulator/webhooks')).status, 200);
    assert.deepEqual((await get('')).body.deliveries, []);
  });

  test('streams each change of a delivery', RUNS, async (t) => {
    const { emulator, send } = await setUp(t);
    const abort = new AbortController();
    const stream = await fetch(new URL('/emulator/events', emulator.url), { signal: abort.signal });
    await send({ phone: PHONE });
    const statuses = [];
    let text = '';
    for await (const part of stream.body.pipeThrough(new TextDecoderStream())) {
      text += part;
      const events = text.split('\n').filter((line) => line.startsWith('data: '));
      const deliveries = events
        .map((line) => JSON.parse(line.slice(6)))
        .filter(({ type }) => type === 'webhook');
      statuses.splice(0, 9, ...deliveries.map(({ delivery }) => delivery.status));
      if (statuses.includes('delivered')) break;
    }
    abort.abort();
    assert.deepEqual(statuses, ['pending', 'delivered']);
  });

  test('serves the handle of another process', RUNS, async (t) => {
    const { emulator, send } = await setUp(t);
    const remote = await connectEmulator(emulator.url);
    t.after(() => remote.stop());
    const waiting = remote.waitForWebhook({ event: 'otp.sent', ...WAIT });
    await send({ phone: PHONE });
    const delivery = await waiting;
    assert.deepEqual(remote.webhooks(), [delivery]);
    assert.equal(remote.redeliver(delivery).kind, 'redelivery');
    await assert.rejects(remote.waitForWebhook({ event: 'otp.failed', timeout: 50 }), {
      code: 'EMULATOR_WAIT_TIMEOUT',
      message: /no such delivery within 50 ms \(2 in all\)/,
    });
  });
});

test('refuses URLs and secrets that it cannot use, without repeating them', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  for (const webhook of [
    { url: 'https://127.0.0.1/' },
    { url: 'canary' },
    { url: 'http://canary:canary@127.0.0.1/' },
    { url: 'http://127.0.0.1/', secret: '' },
    { url: 'http://127.0.0.1/', secret: 'canary canary' },
    { url: 'http://127.0.0.1/', secret: 'x'.repeat(50_000) },
    { url: 'http://127.0.0.1/', sekret: 'canary' },
    'http://canary/',
  ]) {
    const check = (error) => {
      assert.ok(error instanceof TypeError);
      assert.doesNotMatch(error.message, /canary/);
      assert.match(error.message, /webhook/);
      return true;
    };
    assert.throws(() => emulator.updateProject({ webhook }), check);
  }
  await assert.rejects(startEmulator({ webhook: 'https://127.0.0.1/' }), TypeError);
  await assert.rejects(startEmulator({ webhookSecret: 'whsec_1' }), /needs the option webhook/);
  await assert.rejects(emulator.waitForWebhook({ event: 'otp.other' }), TypeError);
  assert.throws(() => emulator.webhooks({ kind: 'original' }), TypeError);
});

test('ends a wait with its signal, and with the emulator', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const abort = new AbortController();
  const waiting = emulator.waitForWebhook({ signal: abort.signal });
  abort.abort(new Error('enough'));
  await assert.rejects(waiting, { message: 'enough' });
  const other = assert.rejects(emulator.waitForWebhook(), { code: 'EMULATOR_STOPPED' });
  await emulator.stop();
  await other;
});

test('the command line delivers, and exec passes on the secret', RUNS, async (t) => {
  const { url, events } = await receiver(t);
  const { child, printed, ended } = cli(t, [
    '--port',
    '0',
    '--webhook',
    url,
    '--webhook-secret',
    SECRET,
  ]);
  const [, base] = await printed(/BAXCLOUD_BASE_URL=(\S+)/);
  const remote = await connectEmulator(base);
  await clientOf(remote).send({ phone: PHONE });
  await remote.waitForWebhook(WAIT);
  await remote.stop();
  assert.deepEqual(names(events), ['otp.sent']);
  child.kill('SIGTERM');
  const { stdout, stderr } = await ended;
  assert.doesNotMatch(stdout + stderr, /whsec/);

  const print = 'console.log(process.env.BAXCLOUD_WEBHOOK_SECRET)';
  const args = ['exec', '--webhook', url, '--', process.execPath, '-e', print];
  const run = await cli(t, args).ended;
  assert.match(run.stdout, /^whsec_[0-9a-f]{32}$/m);
});

/** Waits until the newest delivery has so many attempts. */
async function attempted(emulator, count, filter = { event: 'otp.sent' }) {
  const newest = () => emulator.webhooks(filter)[0];
  await until(() => newest()?.attempts.length >= count);
  return newest();
}

async function until(isTrue) {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}

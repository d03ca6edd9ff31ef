import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connectEmulator, startEmulator } from '../index.mjs';
import { cli } from './support/cli.mjs';
import { clientOf, emulate, PHONE } from './support/client.mjs';
import { control } from './support/control.mjs';
import { names, receiver, SECRET, setUp, WAIT } from './support/webhooks.mjs';

const RUNS = { timeout: 60_000 };

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

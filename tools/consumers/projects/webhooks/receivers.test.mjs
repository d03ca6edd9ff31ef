// The receivers of docs/webhooks.md, with the frameworks themselves.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, describe, test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { signForTest, webhookMiddleware } from '@baxcloud/baxverify/webhooks';
import { startEmulator } from '@baxcloud/baxverify-emulator';
import { serve as serveHono } from '@hono/node-server';

const secret = 'whsec_receivers';
const forgeries = ['alteredBody', 'forgedSignature', 'missingSignature'];
process.env.BAXCLOUD_WEBHOOK_SECRET = secret;

const closings = new Set();
after(() => Promise.all([...closings].map((close) => close())));

const { failures } = await import('./handle.mjs');
const receivers = [
  ['Express', async () => listen(createServer((await import('./express.mjs')).app))],
  [
    'Express behind express.json()',
    async () => listen(createServer((await import('./express-json.mjs')).app)),
    { isStub: true },
  ],
  ['Fastify', fastify],
  ['Hono', hono],
];

for (const [title, start, { isStub = false } = {}] of receivers) {
  describe(title, async () => {
    const post = async (t, body, headers = signed(body)) => {
      const { port, stop } = await start();
      t.after(stop);
      return fetch(`http://127.0.0.1:${port}/webhooks/baxcloud`, { method: 'POST', body, headers });
    };

    test('takes a delivery, and the same one again without doing its work twice', async (t) => {
      failures.length = 0;
      const body = failedEvent(title);
      assert.equal((await post(t, body)).status, 204);
      assert.equal((await post(t, body)).status, 204);
      const expected = [{ phone: '+4366412345678', errorCode: 'BAXVERIFY_SMS_SEND_FAILED' }];
      assert.deepEqual(failures, isStub ? [] : expected);
    });

    test('refuses a forged delivery', async (t) => {
      failures.length = 0;
      const body = failedEvent(`${title} forged`);
      for (const signature of [
        '',
        '0'.repeat(64),
        signForTest({ secret: 'other', payload: body }),
      ]) {
        const response = await post(t, body, signed(body, signature));
        assert.equal(response.status, 401);
        assert.match(await response.text(), /BAXVERIFY_WEBHOOK_SIGNATURE_(?:MISSING|INVALID)/);
      }
      assert.equal((await post(t, `${body} `, signed(body))).status, 401);
      assert.deepEqual(failures, []);
    });

    test('takes deliveries of the emulator, each once, and refuses its forgeries', async (t) => {
      failures.length = 0;
      const { port, stop } = await start();
      const emulator = await startEmulator({
        webhook: `http://127.0.0.1:${port}/webhooks/baxcloud`,
        webhookSecret: secret,
      });
      t.after(async () => {
        await emulator.stop();
        await stop();
      });
      emulator.updateProject({ failPhones: ['+4366412345678'] });
      for (const webhook of ['duplicate', ...forgeries]) {
        emulator.inject({ webhook, event: 'otp.failed' });
      }
      const { projectId, apiKey, url: baseUrl } = emulator;
      const client = new BaxCloudVerifyClient({ projectId, apiKey, baseUrl });
      await assert.rejects(client.sendOtp({ phone: '+4366412345678' }));
      const original = await emulator.waitForWebhook({ event: 'otp.failed', timeout: 20_000 });
      emulator.redeliver(original);
      const kinds = () => emulator.webhooks({ status: 'delivered' }).map(({ kind }) => kind);
      while (kinds().length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.deepEqual(kinds().sort(), ['duplicate', 'original', 'redelivery']);
      const refused = emulator.webhooks({ status: 'failed' });
      assert.deepEqual(refused.map(({ kind }) => kind).sort(), forgeries);
      assert.ok(
        refused.every(({ attempts }) => attempts.length === 1 && attempts[0].status === 401),
      );
      const expected = [{ phone: '+4366412345678', errorCode: 'BAXVERIFY_SMS_SEND_FAILED' }];
      assert.deepEqual(failures, isStub ? [] : expected);
    });

    test('refuses a large, an empty and a compressed one', async (t) => {
      const large = `${failedEvent('large')}${' '.repeat(2 ** 20)}`;
      assert.equal((await post(t, large)).status, 413);
      assert.equal((await post(t, '')).status, 400);
      const gzip = { ...signed('{}'), 'content-encoding': 'gzip' };
      assert.ok([400, 401, 415].includes((await post(t, '{}', gzip)).status));
    });
  });
}

for (const version of ['express', 'express4']) {
  describe(`${version}, however it parses`, async () => {
    const express = createRequire(import.meta.url)(version);
    const json = express.json();
    const keeping = express.json({
      verify: (req, _res, raw) => Object.assign(req, { rawBody: raw }),
    });
    for (const [title, before, status, following = []] of [
      ['not at all', [], 200],
      ['as raw bytes', [express.raw({ type: '*/*' })], 200],
      ['as text', [express.text({ type: '*/*' })], 200],
      ['as JSON that keeps the raw body', [keeping], 200],
      ['as JSON, but after the middleware', [], 200, [json]],
      ['only forms', [express.urlencoded({ extended: false })], 200],
      ['as JSON, so that the raw body is gone', [json], 500],
    ]) {
      test(title, async (t) => {
        const app = express();
        app.post('/', ...before, webhookMiddleware(secret), ...following, (req, res) => {
          res.json({ event: req.baxcloudEvent.event, project: req.baxcloudEvent.projectId });
        });
        app.use((error, _req, res, _next) =>
          res.status(error.statusCode).json({ code: error.code }),
        );
        const { port, stop } = await listen(createServer(app));
        t.after(stop);
        const body = failedEvent(title);
        const response = await fetch(`http://127.0.0.1:${port}/`, {
          method: 'POST',
          body,
          headers: signed(body),
        });
        assert.equal(response.status, status);
        assert.deepEqual(
          await response.json(),
          status === 200
            ? { event: 'otp.failed', project: 'proj_1' }
            : { code: 'BAXVERIFY_WEBHOOK_BODY_CONSUMED' },
        );
      });
    }
  });
}

function failedEvent(id) {
  const object = { phone: '+4366412345678', errorCode: 'BAXVERIFY_SMS_SEND_FAILED' };
  return JSON.stringify({
    id: `evt_${id}`,
    type: 'otp.failed',
    projectId: 'proj_1',
    data: { object },
  });
}

function signed(body, signature = signForTest({ secret, payload: body })) {
  return { 'content-type': 'application/json', 'x-baxcloud-signature': signature };
}

async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: server.address().port, stop };
}

async function fastify() {
  const { app } = await import('./fastify.mjs');
  if (!app.server.listening) {
    await app.listen({ host: '127.0.0.1', port: 0 });
    closings.add(() => app.close());
  }
  return { port: app.server.address().port, stop() {} };
}

async function hono() {
  const { app } = await import('./hono.mjs');
  const server = serveHono({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return { port: server.address().port, stop: () => server.close() };
}

// Receivers of the emulator's webhooks.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { webhookMiddleware } from '../../../../webhooks.mjs';
import { emulate } from './client.mjs';

export const SECRET = 'whsec_emulator';
/** For waits, on a busy machine too. */
export const WAIT = { timeout: 20_000 };

/** A receiver that verifies each delivery. `respond` decides on the status of a genuine one. */
export async function receiver(t, { respond = () => 204, secret = SECRET } = {}) {
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

/** Starts a receiver, and an emulator that delivers to it. */
export async function setUp(t, options) {
  const receiving = await receiver(t, options);
  const webhook = { webhook: receiving.url, webhookSecret: SECRET };
  return { ...receiving, ...(await emulate(t, { ...webhook, ...options?.emulator })) };
}

export const names = (list) => list.map(({ event }) => event);

/** Waits until the newest delivery has so many attempts. */
export async function attempted(emulator, count, filter = { event: 'otp.sent' }) {
  const newest = () => emulator.webhooks(filter)[0];
  await until(() => newest()?.attempts.length >= count);
  return newest();
}

export async function until(isTrue) {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}

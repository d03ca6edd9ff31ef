// What the error handler of each framework, without any setting, makes of the errors of a login.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createPhoneLogin } from '@baxcloud/baxverify-login';
import hapi from '@hapi/hapi';
import { serve } from '@hono/node-server';
import { initTRPC } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import express from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import { H3 } from 'h3';
import { toNodeHandler as h3ToNode } from 'h3/node';
import { Hono } from 'hono';
import Koa from 'koa';
import { responseMeta } from './snippets/trpc.mjs';
import { assertNeutral, BROKE, listen, newPhone, read, startLogin } from './support/service.mjs';

/** Each answers the address of a server whose only route runs `work`. */
const servers = {
  express(t, work) {
    const app = express();
    app.get('/', async (_req, res) => res.json(await work()));
    return listen(t, createServer(app));
  },
  express4(t, work) {
    const app = express4();
    app.get('/', (_req, res, next) => work().then((result) => res.json(result), next));
    return listen(t, createServer(app));
  },
  async fastify(t, work) {
    const app = fastify();
    app.get('/', work);
    t.after(() => app.close());
    return app.listen({ host: '127.0.0.1', port: 0 });
  },
  koa(t, work) {
    const app = new Koa();
    app.on('error', () => {});
    app.use(async (context) => {
      context.body = await work();
    });
    return listen(t, createServer(app.callback()));
  },
  async hapi(t, work) {
    const server = hapi.server({ host: '127.0.0.1', port: 0, debug: false });
    server.route({ method: 'GET', path: '/', handler: work });
    await server.start();
    t.after(() => server.stop());
    return server.info.uri;
  },
  h3(t, work) {
    const app = new H3({ silent: true });
    app.get('/', work);
    return listen(t, createServer(h3ToNode(app)));
  },
  hono(t, work) {
    const app = new Hono();
    app.get('/', async (context) => context.json(await work()));
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
    t.after(() => server.close());
    return new Promise((resolve) => {
      server.once('listening', () => resolve(`http://127.0.0.1:${server.address().port}`));
    });
  },
  async trpc(t, work) {
    const { router, procedure } = initTRPC.create();
    const server = createHTTPServer({ router: router({ login: procedure.query(work) }) });
    return `${await listen(t, server)}/login`;
  },
};

/** tRPC answers 500 unless the app says otherwise. */
const STATUS_BY_SETTING = ['trpc'];

for (const [name, start] of Object.entries(servers)) {
  for (const mode of ['production', 'development']) {
    test(`${name} in ${mode}`, async (t) => {
      inMode(t, mode);
      const { login, client, emulator } = await startLogin(t, BROKE);
      const phone = newPhone();
      const attempts = {
        503: () => login.send({ phone }),
        400: () => login.send({ phone: `${phone} ${phone}` }),
        429: () => refusingLogin(client).send({ phone }),
      };
      for (const [status, work] of Object.entries(attempts)) {
        const answer = await read(await fetch(await start(t, work)));
        const expected = STATUS_BY_SETTING.includes(name) ? 500 : Number(status);
        assert.equal(answer.status, expected);
        assertNeutral(answer, { emulator, phone });
        if (mode === 'production') assert.doesNotMatch(answer.text, /\bat |node_modules|\.js/);
        if (expected === 429) {
          assert.equal(answer.headers.get('retry-after'), '41');
        }
      }
    });
  }
}

test('tRPC answers the right status by the setting in the README', async (t) => {
  const { login, emulator } = await startLogin(t, BROKE);
  const phone = newPhone();
  const { router, procedure } = initTRPC.create({ isDev: false });
  const server = createHTTPServer({
    router: router({ login: procedure.query(() => login.send({ phone })) }),
    responseMeta,
  });
  const answer = await read(await fetch(`${await listen(t, server)}/login`));
  assert.equal(answer.status, 503);
  assertNeutral(answer, { emulator, phone });
});

/** What no end user may get. It includes headers that would break the response of the app. */
const OF_THE_SERVICE = {
  'access-control-allow-origin': 'https://service.example',
  'cache-control': 'public, max-age=600',
  'clear-site-data': '"*"',
  'strict-transport-security': 'max-age=1',
  'x-internal-node': 'sms-7',
  'x-request-id': 'request-7',
};

for (const [name, start] of Object.entries(servers)) {
  for (const mode of ['production', 'development']) {
    test(`${name} in ${mode} sends no header of the service`, async (t) => {
      inMode(t, mode);
      const service = createServer((req, res) => {
        req.resume();
        res.writeHead(400, { ...OF_THE_SERVICE, 'transfer-encoding': 'chunked' });
        res.end('{"error":{"code":"BAXVERIFY_INSUFFICIENT_CREDITS","message":"No credits."}}');
      });
      const client = new BaxCloudVerifyClient({
        projectId: 'p',
        apiKey: 'bax_sk_1',
        baseUrl: `${await listen(t, service)}/v1`,
      });
      let thrown;
      const work = () =>
        client.getStats().catch((error) => {
          thrown = error;
          throw error;
        });
      const { status, headers } = await read(await fetch(await start(t, work)));
      assert.equal(thrown.headers['x-request-id'], 'request-7');
      assert.ok(status >= 400);
      for (const [header, value] of Object.entries(OF_THE_SERVICE)) {
        assert.ok(!headers.get(header)?.includes(value), `${header} of the service is sent`);
      }
      assert.ok(!(headers.has('transfer-encoding') && headers.has('content-length')));
    });
  }
}

/** A login whose guard has had enough. */
function refusingLogin(client) {
  const refuse = async () => ({ action: 'refuse', reason: 'slow_down', retryAfterSeconds: 41 });
  const settle = async () => ({});
  const guard = {
    checkSend: refuse,
    checkVerify: refuse,
    settleSend: settle,
    settleVerify: settle,
  };
  return createPhoneLogin({ client, guard });
}

/** Frameworks read it when an app is made. Some of them log what they answer; the test does not. */
function inMode(t, mode) {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = mode;
  t.mock.method(console, 'error', () => {});
  t.after(() => {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  });
}

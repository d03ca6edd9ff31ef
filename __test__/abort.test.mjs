import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { BaxVerifyError } from '@baxcloud/baxverify';
import { perform } from '../lib/call.mjs';
import { internals } from '../lib/internals.mjs';
import { isFetch } from './support/builds.mjs';
import { clientOf, METHODS, PHONE, rejection } from './support/client.mjs';
import { answer, json, Server, silence } from './support/server.mjs';

/** In milliseconds. Without the abort, these calls would take 20 s or more. */
const PROMPT = 250;

const REASONS = [
  ['an error', new Error('mine')],
  ['a string', 'enough'],
  ['a number', 0],
  ['false', false],
  ['null', null],
  ['an object', { why: 'closed' }],
];

describe('a signal that is already aborted', () => {
  test('prevents every method from sending', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    for (const { name, request } of METHODS) {
      for (const [, reason] of REASONS) {
        const signal = AbortSignal.abort(reason);
        assert.equal(await rejection(client[name](request, { signal })), reason);
        assert.equal(getEventListeners(signal, 'abort').length, 0);
      }
      const error = await rejection(client[name](request, { signal: AbortSignal.abort() }));
      assert.equal(error.name, 'AbortError');
    }
    assert.equal(server.connections, 0);
  });

  test('is checked after invalid arguments', async (t) => {
    const server = await Server.start(t);
    const error = await rejection(clientOf(server).sendOtp({}, { signal: AbortSignal.abort() }));
    assert.equal(error.code, 'BAXVERIFY_INVALID_ARGUMENT');
  });
});

describe('an abort in flight', () => {
  for (const { name, request } of METHODS) {
    test(`ends ${name} at once and closes its connection`, async (t) => {
      const server = await Server.start(t);
      const client = clientOf(server);
      for (const [, reason] of REASONS) {
        const { requests, closed } = server;
        const sent = requests.length;
        server.reply(silence);
        const controller = new AbortController();
        const call = rejection(client[name](request, { signal: controller.signal }));
        await server.until(() => requests.length === sent + 1);
        const began = performance.now();
        controller.abort(reason);
        assert.equal(await call, reason);
        assert.ok(performance.now() - began < PROMPT);
        assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
        await server.until(() => server.closed === closed + 1);
      }
      // After an abort, undici opens an idle connection, which does not keep the process alive.
      if (!isFetch) assert.equal(server.sockets.size, 0);
    });
  }

  test('without a reason rejects with the signal’s own reason', async (t) => {
    const server = await Server.start(t);
    server.reply(silence, silence);
    const client = clientOf(server);
    for (const abort of [(c) => c.abort(), (c) => c.abort(undefined)]) {
      const controller = new AbortController();
      const call = rejection(client.getStats({}, { signal: controller.signal }));
      setTimeout(abort, 30, controller);
      const error = await call;
      assert.equal(error, controller.signal.reason);
      assert.equal(error.name, 'AbortError');
      assert.equal(error.code, 20);
    }
  });

  test('by AbortSignal.timeout rejects with its TimeoutError', async (t) => {
    const server = await Server.start(t);
    server.reply(silence);
    const signal = AbortSignal.timeout(60);
    const began = performance.now();
    const error = await rejection(clientOf(server).sendOtp({ phone: PHONE }, { signal }));
    assert.equal(error, signal.reason);
    assert.equal(error.name, 'TimeoutError');
    assert.ok(performance.now() - began < 60 + PROMPT);
    assert.equal(error instanceof BaxVerifyError, false);
  });

  test('right after the call leaves nothing behind', async (t) => {
    const server = await Server.start(t);
    server.reply(silence);
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const call = rejection(clientOf(server).sendOtp({ phone: PHONE }, options));
    const reason = new Error('changed my mind');
    controller.abort(reason);
    assert.equal(await call, reason);
    // Whether the other thread has already connected is random. The connection must close in both
    // cases.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.until(() => server.sockets.size === 0);
  });

  test('during the wait before a retry ends the wait', async (t) => {
    const server = await Server.start(t);
    server.reply(answer(503, '', { 'retry-after': '20' }));
    const controller = new AbortController();
    const client = clientOf(server, { maxRetries: 3 });
    const call = rejection(client.getStats({}, { signal: controller.signal }));
    await server.until(() => server.requests.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    controller.abort('stop');
    assert.equal(await call, 'stop');
    assert.ok(performance.now() - began < PROMPT);
    assert.equal(server.requests.length, 1);
  });

  test('while the answer is read drops the rest', async (t) => {
    const server = await Server.start(t);
    server.reply((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{'));
    const controller = new AbortController();
    const call = rejection(clientOf(server).getStats({}, { signal: controller.signal }));
    await server.until(() => server.requests.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    controller.abort('stop');
    assert.equal(await call, 'stop');
    await server.until(() => server.closed === 1);
  });

  test('does not affect other calls', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    const late = (socket, request) => {
      setTimeout(() => json({ body: request.body })(socket), 150);
    };
    server.reply(...Array(10).fill(late));
    const shared = new AbortController();
    const calls = Array.from({ length: 10 }, (_, n) =>
      client
        .sendOtp({ phone: `+43${n}` }, n % 2 ? { signal: shared.signal } : {})
        .catch((reason) => reason),
    );
    await server.until(() => server.requests.length === 10);
    shared.abort('half');
    const results = await Promise.all(calls);
    assert.deepEqual(
      results,
      results.map((_, n) => (n % 2 ? 'half' : { body: `{"phone":"+43${n}"}` })),
    );
  });

  test('does not affect another client’s call with the same number', async (t) => {
    const server = await Server.start(t);
    const late = (socket) => setTimeout(() => json({ a: 1 })(socket), 100);
    const controller = new AbortController();
    server.reply(late, late, late, late);
    const options = { signal: controller.signal };
    const first = [1, 2].map(() => rejection(clientOf(server).getStats({}, options)));
    const second = [1, 2].map(() => clientOf(server).getStats());
    controller.abort('first');
    assert.deepEqual(await Promise.all(first), ['first', 'first']);
    assert.deepEqual(await Promise.all(second), [{ a: 1 }, { a: 1 }]);
  });
});

describe('an abort after the end', () => {
  test('does nothing', async (t) => {
    const server = await Server.start(t);
    server.reply(json({ a: 1 }), answer(500), json({ b: 2 }));
    const client = clientOf(server);
    const controller = new AbortController();
    const options = { signal: controller.signal };
    assert.deepEqual(await client.getStats({}, options), { a: 1 });
    const error = await rejection(client.sendOtp({ phone: PHONE }, options));
    assert.equal(error.code, 'BAXVERIFY_HTTP_ERROR');
    controller.abort();
    assert.deepEqual(await client.getStats(), { b: 2 });
    // The connection is still open.
    if (!isFetch) assert.equal(server.connections, 1);
  });

  test('at the moment of the end settles the call once', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    let aborted = 0;
    for (let round = 0; round < 100; round++) {
      const controller = new AbortController();
      server.reply((socket) => {
        json({ round })(socket);
        setTimeout(() => controller.abort('late'), round % 3);
      });
      const result = await client
        .sendOtp({ phone: PHONE }, { signal: controller.signal })
        .catch((reason) => reason);
      if (result === 'late') aborted++;
      else assert.deepEqual(result, { round });
    }
    assert.ok(aborted < 100);
  });
});

describe('an abort of a call whose response has arrived but is not delivered', () => {
  /** Runs on its own thread, so that it responds while this one is busy. */
  const server = `
    const { createServer } = require('node:http');
    const { parentPort } = require('node:worker_threads');
    createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      request.resume();
      response.writeHead(request.url.includes('send') ? 400 : 200);
      response.end('{}');
    }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
  `;

  for (const [name, request] of [
    ['getStats', {}],
    ['sendOtp', { phone: PHONE }],
  ]) {
    test(`rejects with the reason: ${name}`, async (t) => {
      const worker = new Worker(server, { eval: true });
      t.after(() => worker.terminate());
      const port = await new Promise((resolve) => worker.once('message', resolve));
      const client = clientOf(`http://127.0.0.1:${port}/v1`);
      for (let round = 0; round < 10; round++) {
        const controllers = Array.from({ length: 4 }, () => new AbortController());
        const calls = controllers.map(({ signal }) => rejection(client[name](request, { signal })));
        const end = performance.now() + 30;
        while (performance.now() < end);
        controllers.forEach((controller, at) => {
          controller.abort(`reason ${at}`);
        });
        assert.deepEqual(
          await Promise.all(calls),
          controllers.map((_, at) => `reason ${at}`),
        );
      }
    });
  }

  test('even between the native promise and the caller’s', async () => {
    const controller = new AbortController();
    const client = { [internals]: { native: { cancel() {} }, nextCall: () => 1 } };
    const start = () => {
      const answered = Promise.resolve('{}');
      answered.then(() => controller.abort('last moment'));
      return answered;
    };
    const operation = { check: () => ({}), start };
    const call = perform(client, operation, {}, { signal: controller.signal });
    assert.equal(await rejection(call), 'last moment');
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });
});

test('a signal shared by ten thousand calls keeps no listeners', async (t) => {
  const server = await Server.start(t);
  const client = clientOf(server);
  const warnings = [];
  const onWarning = (warning) => warnings.push(warning.name);
  process.on('warning', onWarning);
  t.after(() => process.off('warning', onWarning));
  const { signal } = new AbortController();
  let peak = 0;
  for (let call = 0; call < 10_000; call++) {
    const fails = call % 4 === 3;
    server.reply((socket) => {
      peak = Math.max(peak, getEventListeners(signal, 'abort').length);
      (fails ? answer(400) : json({ call }))(socket);
    });
    await client.getStats({}, { signal }).then(
      (result) => assert.deepEqual(result, { call }),
      (error) => assert.ok(fails && error.statusCode === 400),
    );
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  }
  assert.equal(peak, 1);
  assert.deepEqual(warnings, []);
});

describe('a signal of another implementation', () => {
  /** Like an old polyfill, without a reason. */
  class OldSignal extends EventTarget {
    aborted = false;
  }

  test('without a reason rejects with an AbortError', async (t) => {
    const server = await Server.start(t);
    const client = clientOf(server);
    server.reply(silence);
    const signal = new OldSignal();
    const call = rejection(client.getStats({}, { signal }));
    await server.until(() => server.requests.length === 1);
    signal.aborted = true;
    signal.dispatchEvent(new Event('abort'));
    const errors = [await call, await rejection(client.getStats({}, { signal }))];
    for (const error of errors) {
      assert.ok(error instanceof Error);
      assert.equal(error.name, 'AbortError');
    }
    assert.equal(server.requests.length, 1);
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fakeLogin, JSON_TYPE, KINDS, post, serve } from './support/handlers.mjs';
import { login as kit } from './support/service.mjs';

const HEAD =
  'POST /login/send HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n';
const options = { clientAddress: 'none', onVerified: () => undefined };

/** A body that comes byte by byte, and never ends. */
function drip(onCancel) {
  let timer;
  return new ReadableStream({
    start(controller) {
      timer = setInterval(() => controller.enqueue(new Uint8Array([32])), 20).unref();
    },
    cancel() {
      clearInterval(timer);
      onCancel?.();
    },
  });
}

describe('a slow body', () => {
  for (const [kind, open] of Object.entries(KINDS)) {
    test(`ends after its time: ${kind}`, async (t) => {
      const login = fakeLogin();
      let cancelled = false;
      const { call } = await open(t, { ...options, login, bodyTimeout: 200 });
      const began = performance.now();
      const body = drip(() => {
        cancelled = true;
      });
      const response = await call('/login/send', { headers: JSON_TYPE, body });
      assert.equal(response.status, 408);
      assert.equal((await response.json()).error, 'invalid_input');
      const took = performance.now() - began;
      assert.ok(took >= 190 && took < 2000, `${took} ms`);
      // The client of the other kind decides itself when it stops.
      if (kind === 'fetch') assert.ok(cancelled);
      assert.deepEqual(login.calls, []);
    });

    test(`holds up nobody else: ${kind}`, async (t) => {
      const posts = async (call) => {
        for (let n = 0; n < 20; n += 1) {
          assert.equal((await post(call, '/login/send', { phone: 'x' })).status, 200);
        }
      };
      const began = performance.now();
      await posts((await open(t, { ...options, login: fakeLogin() })).call);
      // A machine under load may take long for these.
      const bodyTimeout = 2000 + Math.ceil(20 * (performance.now() - began));
      const { call } = await open(t, { ...options, login: fakeLogin(), bodyTimeout });
      let ended = 0;
      const slow = Array.from({ length: 50 }, async () => {
        const { status } = await call('/login/send', { headers: JSON_TYPE, body: drip() });
        ended += 1;
        return status;
      });
      await posts(call);
      assert.equal(ended, 0);
      assert.deepEqual(new Set(await Promise.all(slow)), new Set([408]));
    });
  }

  test('that stops altogether ends too, and its connection with it', async (t) => {
    const { port } = await serve(
      t,
      kit.toNodeHandler({ ...options, login: fakeLogin(), bodyTimeout: 200 }),
    );
    const socket = connect(port, '127.0.0.1');
    socket.write(`${HEAD}{"phone"`);
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    await once(socket, 'close');
    assert.match(answer, /^HTTP\/1\.1 408 /);
    assert.match(answer, /connection: close/i);
  });
});

test('a client that goes before its body is whole disturbs nobody', async (t) => {
  const login = fakeLogin();
  const faults = [];
  const { port, url } = await serve(
    t,
    kit.toNodeHandler({ ...options, login, onError: (error) => faults.push(error) }),
  );
  for (let n = 0; n < 20; n += 1) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`${HEAD}{"phone"`);
    await delay(5);
    socket.resetAndDestroy();
  }
  await delay(50);
  const response = await fetch(`${url}/login/send`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: '{"phone":"x"}',
  });
  assert.equal(response.status, 200);
  assert.equal(login.calls.length, 1);
  assert.deepEqual(faults, []);
});

test('a client that goes while its code is verified has the code used up, and disturbs nobody', async (t) => {
  const verified = [];
  let release;
  const login = {
    ...fakeLogin(),
    verify: () =>
      new Promise((resolve) => {
        release = () => resolve({ phone: '+431234567' });
      }),
  };
  const { port } = await serve(
    t,
    kit.toNodeHandler({ ...options, login, onVerified: ({ phone }) => verified.push(phone) }),
  );
  const socket = connect(port, '127.0.0.1');
  socket.write(
    'POST /login/verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n{"phone":"x","code":"1"}',
  );
  while (release === undefined) await delay(5);
  socket.destroy();
  await delay(20);
  release();
  await delay(20);
  assert.deepEqual(verified, ['+431234567']);
});

test('HTTP/2 works too', async (t) => {
  const server = createHttp2Server(
    kit.toNodeHandler({ ...options, clientAddress: 'socket', login: fakeLogin() }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const authority = `http://127.0.0.1:${server.address().port}`;
  const session = connectHttp2(authority);
  t.after(() => {
    session.destroy();
    server.close();
  });
  const warnings = [];
  const note = ({ name, message }) => {
    if (name !== 'BaxVerifyLoginWarning') warnings.push(message);
  };
  process.on('warning', note);
  t.after(() => process.off('warning', note));
  for (const [body, origin, status] of [
    ['{"phone":"x"}', authority, 200],
    ['{', authority, 400],
    [`"${'x'.repeat(5000)}"`, authority, 413],
    ['{}', 'https://evil.example', 403],
  ]) {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/login/send',
      ...JSON_TYPE,
      origin,
    });
    stream.on('error', () => {});
    stream.end(body);
    const [headers] = await once(stream, 'response');
    assert.equal(headers[':status'], status, body.slice(0, 20));
    stream.close();
  }
  assert.deepEqual(warnings, []);
});

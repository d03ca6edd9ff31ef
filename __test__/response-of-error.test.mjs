import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { BaxVerifyError, responseOf } from '@baxcloud/baxverify';
import { clientOf, PHONE, rejection } from './support/client.mjs';
import { answer, envelope, json, Server, silence } from './support/server.mjs';

/** Error handlers of web frameworks copy `headers` of an error in one of these ways. */
function assertNotCopied(error) {
  const { headers } = error;
  assert.equal(headers.via, 'x');
  assert.throws(() => {
    headers.via = 'y';
  }, TypeError);
  assert.throws(() => {
    headers.server = 'y';
  }, TypeError);
  assert.equal(headers.toString, undefined);
  for (const name in headers) assert.fail(`${name} is found by a loop`);
  assert.deepEqual(Reflect.ownKeys(headers), []);
  assert.deepEqual(Object.entries(headers), []);
  assert.deepEqual({ ...headers }, {});
  assert.deepEqual(Object.assign({}, headers), {});
  assert.deepEqual(structuredClone(headers), {});
  assert.equal(JSON.stringify(headers), '{}');
  assert.deepEqual([...new Headers(headers)], []);
  // They would also send the status of the service by this name.
  assert.ok(!('status' in error));
}

describe('an error', () => {
  test('has the id and the headers of its response', async (t) => {
    const server = await Server.start(t);
    const headers = { 'x-request-id': 'h-1', via: 'x', 'set-cookie': 'a=b' };
    const client = clientOf(server);
    const cases = [
      [json(envelope('BAXVERIFY_OTP_INVALID', 'No.'), { status: 400, headers }), 'h-1'],
      [json(envelope('NEW', 'No.', { requestId: 'b-1' }), { status: 400, headers }), 'b-1'],
      [json({ error: { code: 'NEW', requestId: 'b-2' } }, { status: 500, headers }), 'b-2'],
      [
        json(envelope('NEW', 'No.', { details: { requestId: 'b-3' } }), { status: 400, headers }),
        'b-3',
      ],
      [json(envelope('NEW', 'No.', { requestId: 'b 4' }), { status: 400, headers }), 'h-1'],
      [answer(502, '<html>', headers), 'h-1'],
      [answer(200, '[]', headers), 'h-1'],
      [answer(200, '{"success":false}', headers), 'h-1'],
      [
        (socket) =>
          socket.end(
            'HTTP/1.1 200 OK\r\nx-request-id: h-1\r\nvia: x\r\ncontent-length: 9\r\n\r\n{',
          ),
        'h-1',
      ],
      [
        (socket) =>
          socket.end(
            'HTTP/1.1 500 No\r\nx-request-id: h-1\r\nvia: x\r\ncontent-length: 9\r\n\r\n{',
          ),
        'h-1',
      ],
      [
        (socket) =>
          socket.end(
            'HTTP/1.1 200 OK\r\nx-request-id: h-1\r\nvia: x\r\ncontent-length: 99999999\r\n\r\n{',
          ),
        'h-1',
      ],
    ];
    for (const [reply, id] of cases) {
      server.reply(reply);
      const error = await rejection(client.verifyOtp({ phone: PHONE, code: '123456' }));
      assert.equal(error.requestId, id, error.message);
      assert.equal(error.toJSON().requestId, id);
      assert.equal(error.headers.via, 'x');
      assert.equal(error.headers['set-cookie'], undefined);
      // They would fill the logs of every error.
      assert.ok(!inspect(error).includes('via') && !JSON.stringify(error).includes('via'));
      const { durationMs, ...rest } = responseOf(error);
      const { statusCode: status, requestId, attempts } = error;
      const { headers, ...facts } = rest;
      assert.deepEqual(facts, { status, requestId, attempts });
      assert.ok(Object.isFrozen(headers) && Object.keys(headers).includes('x-request-id'));
      for (const [name, value] of Object.entries(headers)) {
        assert.equal(error.headers[name], value, name);
      }
      assertNotCopied(error);
      assert.ok(durationMs >= 0 && durationMs < 30_000);
    }
  });

  test('without a response has neither', async (t) => {
    const server = await Server.start(t);
    server.reply(silence, (socket) => socket.destroy());
    const client = clientOf(server);
    const errors = [
      await rejection(client.getStats({}, { timeout: 50 })),
      await rejection(client.sendOtp({ phone: PHONE })),
      await rejection(client.sendOtp({})),
    ];
    for (const error of errors) {
      assert.equal(error.requestId, undefined, error.code);
      assert.equal(error.headers, undefined);
      assert.equal(responseOf(error), undefined);
      assert.ok(!('requestId' in error.toJSON()) || error.toJSON().requestId === undefined);
    }
  });

  test('can be created with both', () => {
    const init = {
      code: 'BAXVERIFY_HTTP_ERROR',
      message: 'x',
      requestId: 'a',
      headers: { via: 'x' },
    };
    const error = new BaxVerifyError(init);
    assert.equal(error.requestId, 'a');
    assert.equal(error.headers.via, 'x');
    assert.deepEqual(Object.keys(error).includes('headers'), false);
    assertNotCopied(error);
    // The headers of another error can be given, too.
    assert.equal(new BaxVerifyError({ ...init, headers: error.headers }).headers.via, 'x');
  });
});

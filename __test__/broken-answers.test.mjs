import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxVerifyError } from '@baxcloud/baxverify';
import { isFetch } from './support/builds.mjs';
import { assertError, clientOf, METHODS, PHONE, rejection } from './support/client.mjs';
import { runProgram } from './support/process.mjs';
import { answer, json, Server } from './support/server.mjs';

async function errorsOf(t, reply) {
  const server = await Server.start(t);
  server.reply(reply, reply);
  const client = clientOf(server);
  const post = await rejection(client.sendOtp({ phone: PHONE }));
  const get = await rejection(client.getStats());
  for (const error of [post, get]) assert.ok(error instanceof BaxVerifyError);
  return { post, get };
}

describe('failures without the error envelope', () => {
  const html = '<html><h1>Bad Gateway</h1></html>';
  const trouble = 'The service, or a proxy in front of it, has a problem. Try again later.';
  const address = 'Check that baseUrl is the address of the service.';
  for (const [title, status, body, advice] of [
    ['an HTML page', 502, html, trouble],
    ['no body', 500, '', trouble],
    ['truncated JSON', 503, '{"success":false,"error":{"code":"BAX', trouble],
    ['null', 504, 'null', trouble],
    ['an array', 500, '[{"error":{"code":"SOME_CODE"}}]', trouble],
    ['a string', 500, '"error"', trouble],
    ['bytes that are no text', 501, Buffer.from([0xff, 0xfe, 0x7b]), trouble],
    [
      'an error body too large',
      500,
      `{"error":{"code":"SOME_CODE","message":"${'x'.repeat(70_000)}"}}`,
      trouble,
    ],
    ['a deep nesting', 500, `${'['.repeat(30_000)}${']'.repeat(30_000)}`, trouble],
    ['a client error', 422, html, address],
    ['not found', 404, html, 'Check that baseUrl is the address of the service, including /v1.'],
    [
      'unauthorized',
      401,
      html,
      'Check projectId and apiKey, and that baseUrl is the address of the service.',
    ],
    [
      'forbidden',
      403,
      '{}',
      'Check projectId and apiKey, and that baseUrl is the address of the service.',
    ],
    ['too many requests', 429, html, 'Wait before the next call.'],
    ['a timeout of the server', 408, '', address],
  ]) {
    test(`${title} with ${status}`, async (t) => {
      const { post, get } = await errorsOf(t, answer(status, body));
      const common = {
        code: 'BAXVERIFY_HTTP_ERROR',
        statusCode: status,
        details: undefined,
        timestamp: undefined,
        outcome: status >= 500 ? 'unknown' : 'rejected',
        attempts: 1,
      };
      assertError(post, {
        ...common,
        path: '/v1/auth/sms/send',
        message: `The response to /v1/auth/sms/send has status ${status} and is not in the service's error format. ${advice}`,
        // It is unknown whether an SMS was sent, so a second send is the caller's decision.
        retryable: status === 429,
      });
      assertError(get, {
        ...common,
        path: '/v1/auth/sms/stats',
        retryable: status >= 500 || status === 429 || status === 408,
      });
    });
  }

  test('the body of a failure is incomplete', async (t) => {
    const broken = (socket) => {
      socket.end('HTTP/1.1 502 Bad\r\ncontent-length: 100\r\nretry-after: 3\r\n\r\n<html>');
    };
    const { post } = await errorsOf(t, broken);
    assertError(post, {
      code: 'BAXVERIFY_HTTP_ERROR',
      statusCode: 502,
      outcome: 'unknown',
      retryAfterMs: 3000,
    });
    assert.equal(post.cause.message, 'the body of the response could not be read');
  });
});

describe('invalid successes', () => {
  for (const [title, status, body, reason] of [
    ['HTML', 200, '<html></html>', 'it is not a JSON object'],
    ['nothing', 200, '', 'it is not a JSON object'],
    ['no content', 204, undefined, 'it is not a JSON object'],
    ['null', 200, 'null', 'it is not a JSON object'],
    ['an array', 200, '[{"verified":true}]', 'it is not a JSON object'],
    ['a string', 200, '"{}"', 'it is not a JSON object'],
    ['a number', 200, '1', 'it is not a JSON object'],
    ['truncated JSON', 200, '{"verified":true,"phone":"+43', 'it is not valid JSON'],
    ['two documents', 200, '{}{}', 'it is not valid JSON'],
    ['single quotes', 200, "{'a':1}", 'it is not valid JSON'],
    ['not UTF-8', 200, Buffer.from('{"a":"\xff"}', 'latin1'), 'it is not UTF-8 text'],
    ['data that is an array', 200, '{"success":true,"data":[]}', 'its data is not a JSON object'],
    ['data that is a string', 200, '{"success":true,"data":"x"}', 'its data is not a JSON object'],
    ['data that is null', 200, '{"success":true,"data":null}', 'its data is not a JSON object'],
  ]) {
    test(title, async (t) => {
      const reply =
        body === undefined
          ? (socket) => socket.write(`HTTP/1.1 ${status} No Content\r\n\r\n`)
          : answer(status, body);
      const { post, get } = await errorsOf(t, reply);
      const common = {
        code: 'BAXVERIFY_INVALID_RESPONSE',
        statusCode: status,
        outcome: 'unknown',
        attempts: 1,
      };
      assertError(post, {
        ...common,
        path: '/v1/auth/sms/send',
        message: `The response to /v1/auth/sms/send cannot be used: ${reason}.`,
        retryable: false,
      });
      assertError(get, { ...common, path: '/v1/auth/sms/stats', retryable: true });
    });
  }

  test('the connection breaks before the response is complete', async (t) => {
    const starts = [
      '',
      'HTTP/1.1 200',
      'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n',
      'nonsense\r\n\r\n',
    ];
    for (const start of starts) {
      const { post, get } = await errorsOf(t, (socket) => socket.end(start));
      assertError(post, { code: 'BAXVERIFY_NETWORK_ERROR', outcome: 'unknown', retryable: false });
      assert.equal(
        post.message,
        'The connection to 127.0.0.1 failed before the response was complete. ' +
          'The service may have acted on the request.',
      );
      assertError(get, { code: 'BAXVERIFY_NETWORK_ERROR', outcome: 'unknown', retryable: true });
      for (const { cause } of [post, get]) assertPlain(cause);
    }
  });
});

test('nothing listens on the port', async (t) => {
  const server = await Server.start(t);
  const { url } = server;
  await server.close();
  for (const { name, request } of METHODS) {
    const error = await rejection(clientOf(url)[name](request));
    assertError(error, {
      code: 'BAXVERIFY_NETWORK_ERROR',
      message:
        '127.0.0.1 refused the connection. Check baseUrl, and whether the service runs there.',
      statusCode: undefined,
      retryable: true,
      attempts: 1,
      outcome: 'not_sent',
    });
    assert.equal(error.cause.message, 'the connection was refused');
    assertPlain(error.cause);
  }
});

/** Every cause is an error with a short sentence, without the output of libraries. */
function assertPlain(cause) {
  assert.ok(cause instanceof Error);
  for (let next = cause; next; next = next.cause) {
    assert.match(next.message, /^[a-z][A-Za-z0-9 ,/']{5,80}$/);
  }
}

describe('redirects', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    test(`${status} to another host is an error there and then`, async (t) => {
      const other = await Server.start(t);
      other.reply(json({ verified: true }), json({ verified: true }));
      const { post, get } = await errorsOf(t, answer(status, '', { location: other.url }));
      for (const error of [post, get]) {
        assertError(error, {
          code: 'BAXVERIFY_HTTP_ERROR',
          statusCode: status,
          // 303 means that the service carried out the request.
          outcome: status === 303 ? 'unknown' : 'rejected',
          retryable: status === 303 && error === get,
        });
        assert.match(error.message, /It is a redirect\. .* Set baseUrl to the final address\.$/);
        assert.ok(!error.message.includes(other.origin));
      }
      assert.equal(other.connections, 0);
    });
  }
});

describe('a body of 30 MB', () => {
  const SIZE = 30 * 1024 * 1024;
  const block = Buffer.alloc(64 * 1024, '"aaaaaaa');

  /** Writes as fast as the other side reads, and returns how much it read. */
  function flood(head, frame) {
    const state = { written: 0 };
    state.reply = (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`);
      const more = () => {
        while (state.written < SIZE && !socket.destroyed) {
          state.written += block.length;
          if (!socket.write(frame(block))) return;
        }
      };
      socket.on('drain', more);
      more();
    };
    return state;
  }

  const chunk = (bytes) =>
    Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

  for (const [title, head, frame] of [
    ['announced', `content-length: ${SIZE}`, (bytes) => bytes],
    ['chunked', 'transfer-encoding: chunked', chunk],
    ['up to the end of the connection', 'connection: close', (bytes) => bytes],
  ]) {
    test(`${title} is refused early and costs no memory`, async (t) => {
      const server = await Server.start(t);
      const sent = flood(head, frame);
      server.reply(sent.reply);
      const { stdout, stderr, code } = await runProgram('large-answer.mjs', [server.url]);
      assert.equal(code, 0, stderr);
      const { error, elapsed, grownBy } = JSON.parse(stdout);
      assertError(error, {
        code: 'BAXVERIFY_INVALID_RESPONSE',
        message: 'The response to /v1/auth/sms/send cannot be used: it is larger than 8 MiB.',
        statusCode: 200,
        outcome: 'unknown',
        retryable: false,
      });
      assert.ok(elapsed < 3000, `${elapsed} ms`);
      // JavaScript frees the pieces of the body later.
      const most = (isFetch ? 128 : 48) * 1024 * 1024;
      assert.ok(grownBy < most, `${grownBy} bytes`);
      // The client reads 8 MiB. The buffers of the system hold more.
      assert.ok(sent.written < 24 * 1024 * 1024, `${sent.written} bytes`);
    });
  }

  test('is refused by its content-length, before any of it arrives', async (t) => {
    for (const length of [8 * 1024 * 1024 + 1, SIZE, Number.MAX_SAFE_INTEGER]) {
      const server = await Server.start(t);
      server.reply((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n{`);
      });
      const error = await rejection(clientOf(server, { timeout: 3000 }).getStats());
      assert.match(error.message, /it is larger than 8 MiB\.$/);
    }
  });

  test('a large body below the limit is read', async (t) => {
    const server = await Server.start(t);
    const text = 'a'.repeat(7 * 1024 * 1024);
    server.reply(json({ text }));
    assert.equal((await clientOf(server).getStats()).text.length, text.length);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BaxVerifyError } from '@baxcloud/baxverify';
import { assertError, clientOf, METHODS, PHONE, rejection } from './support/client.mjs';
import { CODES } from './support/codes.mjs';
import { answer, envelope, json, Server } from './support/server.mjs';

const DETAILS = {
  projectId: 'proj_test',
  helpUrl: 'https://www.baxcloud.tech/projects/proj_test/features',
  docsUrl: 'https://docs.baxcloud.tech/baxverify',
};

/** Returns the error of one POST that gets the given response. */
async function errorOf(t, reply) {
  const server = await Server.start(t);
  server.reply(reply);
  const error = await rejection(clientOf(server).sendOtp({ phone: PHONE }));
  assert.equal(server.requests.length, 1);
  assert.ok(error instanceof BaxVerifyError);
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'BaxVerifyError');
  return error;
}

describe('errors of the service', () => {
  for (const [code, status, message] of CODES) {
    test(code, async (t) => {
      const error = await errorOf(
        t,
        json(envelope(code, message, { details: DETAILS }), { status }),
      );
      assertError(error, {
        code,
        statusCode: status,
        message,
        details: DETAILS,
        helpUrl: DETAILS.helpUrl,
        path: '/v1/auth/sms/send',
        timestamp: '2026-01-02T03:04:05.678Z',
        outcome: 'rejected',
        retryable: code === 'BAXVERIFY_RATE_LIMIT',
        retryAfterMs: undefined,
        attempts: 1,
        cause: undefined,
      });
    });
  }

  test('are thrown by every method', async (t) => {
    const server = await Server.start(t);
    for (const { name, request } of METHODS) {
      const path = `/v1/${name}`;
      server.reply(json(envelope('BAXVERIFY_PROJECT_INACTIVE', 'No.', { path }), { status: 403 }));
      const error = await rejection(clientOf(server)[name](request));
      assertError(error, { code: 'BAXVERIFY_PROJECT_INACTIVE', statusCode: 403, path });
    }
  });

  test('an unknown code is passed on', async (t) => {
    for (const [status, outcome, retryable] of [
      [400, 'rejected', false],
      [409, 'rejected', false],
      [429, 'rejected', true],
      [500, 'unknown', false],
      [503, 'unknown', false],
    ]) {
      const error = await errorOf(t, json(envelope('BAXVERIFY_NEW_2027', 'New.'), { status }));
      assertError(error, {
        code: 'BAXVERIFY_NEW_2027',
        statusCode: status,
        message: 'New.',
        details: undefined,
        helpUrl: undefined,
        outcome,
        retryable,
      });
    }
  });

  test('a documented code is used with any status', async (t) => {
    const body = envelope('BAXVERIFY_SMS_SEND_FAILED', 'Provider down.');
    const error = await errorOf(t, json(body, { status: 502 }));
    assertError(error, { statusCode: 502, outcome: 'rejected', retryable: false });
  });

  test('details may have more, fewer or no fields', async (t) => {
    const more = { ...DETAILS, limits: [{ perMinute: 5, nested: { on: true, none: null } }] };
    for (const details of [more, { docsUrl: DETAILS.docsUrl }, {}]) {
      const error = await errorOf(t, json(envelope('A_CODE', 'm', { details }), { status: 400 }));
      assert.deepEqual(error.details, details);
      assert.equal(error.helpUrl, details.helpUrl);
    }
  });

  test('a 2xx that reports a failure is a failure', async (t) => {
    const body = envelope('BAXVERIFY_OTP_INVALID', 'Invalid verification code.');
    assertError(await errorOf(t, json(body)), {
      code: 'BAXVERIFY_OTP_INVALID',
      statusCode: 200,
      message: 'Invalid verification code.',
      outcome: 'rejected',
      retryable: false,
    });
    assertError(await errorOf(t, json({ success: false })), {
      code: 'BAXVERIFY_INVALID_RESPONSE',
      statusCode: 200,
      message:
        'The response to /v1/auth/sms/send cannot be used: it reports a failure without an error code.',
      outcome: 'unknown',
      retryable: false,
    });
  });

  test('an envelope without a valid code is ignored', async (t) => {
    const codes = [undefined, null, 7, '', 'ab', 'lower_case', 'WITH SPACE', 'Ü_X', 'A'.repeat(65)];
    for (const code of codes) {
      const error = await errorOf(t, json(envelope(code, 'secret'), { status: 400 }));
      assertError(error, { code: 'BAXVERIFY_HTTP_ERROR', statusCode: 400, outcome: 'rejected' });
      assert.doesNotMatch(error.message, /secret/);
    }
  });

  test('fields of wrong types are omitted, and the others are kept', async (t) => {
    for (const wrong of [null, 7, true, [], ['x'], {}, '']) {
      const body = {
        success: wrong,
        error: { code: 'BAXVERIFY_OTP_INVALID', message: wrong, details: wrong },
        timestamp: wrong,
        path: wrong,
      };
      const isObject = JSON.stringify(wrong) === '{}';
      assertError(await errorOf(t, json(body, { status: 400 })), {
        code: 'BAXVERIFY_OTP_INVALID',
        statusCode: 400,
        message: 'Invalid verification code.',
        details: isObject ? {} : undefined,
        helpUrl: undefined,
        timestamp: undefined,
        path: '/v1/auth/sms/send',
        outcome: 'rejected',
      });
    }
    for (const error of [null, 7, 'text', [], true, undefined]) {
      const body = { success: false, error };
      assertError(await errorOf(t, json(body, { status: 401 })), {
        code: 'BAXVERIFY_HTTP_ERROR',
        statusCode: 401,
      });
    }
    const unnamed = await errorOf(t, json(envelope('SOME_CODE', 7), { status: 400 }));
    assert.equal(unnamed.message, 'The service responded with status 400 and the code SOME_CODE.');
    const helpUrl = { toString: 'x' };
    const odd = await errorOf(
      t,
      json(envelope('SOME_CODE', 'm', { details: { helpUrl } }), { status: 400 }),
    );
    assert.deepEqual(odd.details, { helpUrl });
    assert.equal(odd.helpUrl, undefined);
  });

  test('text cannot forge or flood log lines', async (t) => {
    const message = `a\r\nb\u0000c\u001b[31m${'x'.repeat(5000)}`;
    const path = '/v1/x?phone=123#y';
    const body = envelope('SOME_CODE', message, { path, timestamp: 't'.repeat(201) });
    const error = await errorOf(t, json(body, { status: 400 }));
    assert.match(error.message, /^a {2}b c \[31mx+$/);
    assert.equal(error.message.length, 1000);
    assert.equal(error.path, '/v1/x');
    assert.equal(error.timestamp, undefined);
  });
});

describe('Retry-After', () => {
  const limited = envelope('BAXVERIFY_RATE_LIMIT', 'Rate limit exceeded.');
  const waitOf = async (t, value, body = JSON.stringify(limited)) =>
    (await errorOf(t, answer(429, body, { 'retry-after': value }))).retryAfterMs;

  test('in seconds', async (t) => {
    assert.equal(await waitOf(t, '7'), 7000);
    assert.equal(await waitOf(t, '0'), 0);
    assert.equal(await waitOf(t, '86400', '<html>'), 86_400_000);
  });

  test('as a date', async (t) => {
    // HTTP dates have a resolution of a second.
    const wait = await waitOf(t, new Date(Date.now() + 60_000).toUTCString());
    assert.ok(wait > 57_000 && wait <= 60_000, `${wait} ms`);
    assert.equal(await waitOf(t, 'Sun, 06 Nov 1994 08:49:37 GMT'), 0);
  });

  test('an invalid value counts as absent', async (t) => {
    for (const value of ['soon', '-1', '1.5', '', '1e3', '9'.repeat(30), '99999999999']) {
      assert.equal(await waitOf(t, value), undefined, value);
    }
  });
});

describe('the class', () => {
  const init = {
    code: 'BAXVERIFY_OTP_INVALID',
    message: 'Invalid verification code.',
    statusCode: 400,
    details: DETAILS,
    path: '/v1/auth/sms/verify',
    timestamp: '2026-01-02T03:04:05.678Z',
    outcome: 'rejected',
    retryable: false,
    retryAfterMs: 5,
    attempts: 1,
    requestId: 'req_1',
  };

  test('accepts every field', () => {
    const cause = new Error('inner');
    const error = new BaxVerifyError({ ...init, cause });
    assertError(error, { ...init, cause, helpUrl: DETAILS.helpUrl, name: 'BaxVerifyError' });
    assert.match(error.stack, /^BaxVerifyError: Invalid verification code\.\n/);
    assert.equal(String(error), 'BaxVerifyError: Invalid verification code.');
    // As in other errors, fields without a value are absent.
    assert.deepEqual(
      Object.keys(error).sort(),
      Object.keys({ ...init })
        .filter(notMessage)
        .sort(),
    );
    assert.equal(Object.prototype.propertyIsEnumerable.call(error, 'cause'), false);
  });

  test('needs only code and message', () => {
    const error = new BaxVerifyError({ code: 'X_CODE', message: 'm' });
    assertError(error, {
      code: 'X_CODE',
      message: 'm',
      outcome: 'unknown',
      retryable: false,
      attempts: 0,
    });
    assert.deepEqual(Object.keys(error).sort(), ['attempts', 'code', 'outcome', 'retryable']);
    assert.equal('cause' in error, false);
    assert.equal(error.helpUrl, undefined);
  });

  test('keeps false, 0 and the empty string', () => {
    const error = new BaxVerifyError({ code: 'C', message: '', retryAfterMs: 0, statusCode: 0 });
    assertError(error, { message: '', retryAfterMs: 0, statusCode: 0 });
  });

  test('becomes a plain object, and JSON, with all fields', () => {
    const error = new BaxVerifyError({ ...init, cause: new Error('inner') });
    const json = { name: 'BaxVerifyError', ...init, helpUrl: DETAILS.helpUrl, cause: 'inner' };
    assert.deepEqual(error.toJSON(), json);
    assert.deepEqual(JSON.parse(JSON.stringify({ error })), { error: json });
    const bare = new BaxVerifyError({ code: 'C', message: 'm' });
    assert.deepEqual(JSON.parse(JSON.stringify(bare)), {
      name: 'BaxVerifyError',
      message: 'm',
      code: 'C',
      outcome: 'unknown',
      retryable: false,
      attempts: 0,
    });
  });

  const notMessage = (name) => name !== 'message';
});

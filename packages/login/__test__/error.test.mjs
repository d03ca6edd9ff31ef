import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { publicTypes } from './support/public-types.mjs';
import { login, sdk } from './support/service.mjs';

const require = createRequire(import.meta.url);
const { DEFAULT_MESSAGES, PHONE_LOGIN_REASONS, PhoneLoginError } = login;
const { judge, SERVICE_ERRORS } = require('../lib/login/service-errors.js');
const { STATUS_OF } = require('../lib/login/reasons.js');

const secrets = [
  'Insufficient credits',
  'https://dashboard.example/billing',
  'proj_secret',
  '+4366412345678',
];
const cause = Object.assign(
  new sdk.BaxVerifyError({
    code: 'BAXVERIFY_INSUFFICIENT_CREDITS',
    message: secrets[0],
    details: { helpUrl: secrets[1], projectId: secrets[2] },
    statusCode: 400,
    outcome: 'rejected',
  }),
  { phone: secrets[3] },
);

describe('a PhoneLoginError', () => {
  const error = new PhoneLoginError('slow_down', { retryAfterSeconds: 30, cause });

  test('has what an end user may know', () => {
    assert.deepEqual(
      { ...error },
      { reason: 'slow_down', status: 429, statusCode: 429, retryAfterSeconds: 30 },
    );
    assert.equal(error.name, 'PhoneLoginError');
    assert.equal(error.message, DEFAULT_MESSAGES.slow_down);
    assert.deepEqual(error.headers, { 'retry-after': '30' });
    assert.equal(error.expose, true);
    assert.ok(error instanceof Error);
    assert.deepEqual(JSON.parse(JSON.stringify(error)), {
      name: 'PhoneLoginError',
      reason: 'slow_down',
      status: 429,
      message: DEFAULT_MESSAGES.slow_down,
      retryAfterSeconds: 30,
    });
    assert.ok(!('retryAfterSeconds' in new PhoneLoginError('wrong_code')));
    assert.deepEqual(new PhoneLoginError('wrong_code').headers, {});
  });

  test('keeps the cause for the log, and shows it nowhere', () => {
    assert.equal(error.cause, cause);
    assert.equal(Object.hasOwn(error, 'cause'), false);
    const shown = [
      inspect(error),
      inspect(error, { showHidden: true, depth: 10 }),
      inspect({ error }, { depth: 10 }),
      inspect([new AggregateError([error])], { depth: 10 }),
      String(error),
      error.stack,
      JSON.stringify(error),
      JSON.stringify({ ...error }),
      JSON.stringify(error, Object.getOwnPropertyNames(error)),
      JSON.stringify(Object.getOwnPropertyDescriptors(error)),
      inspect(structuredClone(error)),
    ].join('\n');
    for (const secret of secrets) assert.ok(!shown.includes(secret), secret);
    assert.match(inspect(error), /PhoneLoginError: Too many attempts.*reason: 'slow_down'/s);
  });

  test('is known across copies of the package', () => {
    const file = require.resolve('../lib/login/error.js');
    const kept = require.cache[file];
    delete require.cache[file];
    const copy = require(file);
    require.cache[file] = kept;
    assert.notEqual(copy.PhoneLoginError, PhoneLoginError);
    assert.ok(new copy.PhoneLoginError('wrong_code') instanceof PhoneLoginError);
    for (const other of [new Error('x'), {}, null, undefined, 'x']) {
      assert.ok(!(other instanceof PhoneLoginError));
    }
    class Own extends PhoneLoginError {}
    assert.ok(new Own('wrong_code') instanceof Own);
    assert.ok(!(error instanceof Own));
  });

  test('has a reason of the list', () => {
    for (const reason of ['', 'toString', '__proto__', 'nope', undefined, 7]) {
      assert.throws(() => new PhoneLoginError(reason), TypeError);
    }
  });
});

describe('reasons', () => {
  test('are the same in the list, the types, the messages and the README', () => {
    const types = publicTypes();
    const [, union] = /type PhoneLoginReason =([^;]*);/.exec(types);
    const typed = [...union.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, reason]) => reason);
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const table = [...readme.matchAll(/^\| `(\w+)` +\| (\d{3}) /gm)].map(([, reason, status]) => [
      reason,
      Number(status),
    ]);
    assert.deepEqual(typed, [...PHONE_LOGIN_REASONS]);
    assert.deepEqual(Object.keys(DEFAULT_MESSAGES), [...PHONE_LOGIN_REASONS]);
    assert.deepEqual(table, Object.entries(STATUS_OF));
  });

  test('have neutral messages', () => {
    for (const message of Object.values(DEFAULT_MESSAGES)) {
      assert.match(message, /^[A-Z][^<>]{5,80}\.$/);
      assert.doesNotMatch(message, /credit|key|project|plan|sender|bax|budget/i);
    }
  });

  test('cannot be changed', () => {
    assert.ok(Object.isFrozen(PHONE_LOGIN_REASONS));
    assert.ok(Object.isFrozen(DEFAULT_MESSAGES));
  });
});

describe('the errors of the SDK', () => {
  const types = readFileSync(new URL('../../../index.d.ts', import.meta.url), 'utf8');
  const start = types.indexOf('type BaxVerifyServiceErrorCode');
  const codes = [
    ...types.slice(start, types.indexOf('type BaxVerifyErrorCode')).matchAll(/'(BAXVERIFY_\w+)'/g),
  ].map(([, code]) => code);

  test('are all in the table', () => {
    assert.equal(codes.length, 25);
    assert.deepEqual(Object.keys(SERVICE_ERRORS), codes);
  });

  const judged = (code, outcome, step) => {
    const { reason, outcome: told } = judge(
      new sdk.BaxVerifyError({ code, message: 'm', outcome }),
      step,
    );
    return [reason, told];
  };

  test('give each step a reason that a user understands', () => {
    const expected = {
      send: {
        BAXVERIFY_INVALID_PHONE: 'invalid_phone',
        BAXVERIFY_RATE_LIMIT: 'slow_down',
        BAXVERIFY_INVALID_ARGUMENT: 'internal',
        BAXVERIFY_HOST_NOT_ALLOWED: 'internal',
        BAXVERIFY_INVALID_RESPONSE: 'sms_may_arrive',
      },
      verify: {
        BAXVERIFY_INVALID_PHONE: 'invalid_phone',
        BAXVERIFY_RATE_LIMIT: 'slow_down',
        BAXVERIFY_OTP_INVALID: 'wrong_code',
        BAXVERIFY_OTP_EXPIRED: 'code_expired',
        BAXVERIFY_OTP_MAX_ATTEMPTS: 'code_spent',
        BAXVERIFY_INVALID_ARGUMENT: 'internal',
        BAXVERIFY_HOST_NOT_ALLOWED: 'internal',
        BAXVERIFY_INVALID_RESPONSE: 'unfinished',
      },
      proof: {
        BAXVERIFY_TOKEN_INVALID: 'proof_refused',
        BAXVERIFY_TOKEN_CONSUMED: 'proof_refused',
        BAXVERIFY_RATE_LIMIT: 'slow_down',
        BAXVERIFY_INVALID_ARGUMENT: 'internal',
        BAXVERIFY_HOST_NOT_ALLOWED: 'internal',
        BAXVERIFY_INVALID_RESPONSE: 'unfinished',
      },
    };
    for (const [step, reasons] of Object.entries(expected)) {
      for (const code of codes) {
        const { outcome = 'not_sent' } = SERVICE_ERRORS[code];
        const wanted = reasons[code] ?? 'unavailable';
        assert.deepEqual(judged(code, outcome, step), [wanted, outcome], `${step} ${code}`);
      }
    }
  });

  test('of which nobody knows the outcome keep what was taken', () => {
    for (const code of codes) {
      for (const step of ['send', 'verify', 'proof']) {
        assert.equal(judged(code, 'unknown', step)[1], 'unknown', code);
      }
    }
    for (const code of [
      'BAXVERIFY_TIMEOUT',
      'BAXVERIFY_NETWORK_ERROR',
      'BAXVERIFY_HTTP_ERROR',
      'BAXVERIFY_INTERNAL_ERROR',
      'BAXVERIFY_OF_TOMORROW',
    ]) {
      assert.deepEqual(judged(code, 'unknown', 'send'), ['sms_may_arrive', 'unknown']);
      assert.deepEqual(judged(code, 'unknown', 'verify'), ['unfinished', 'unknown']);
      assert.deepEqual(judged(code, 'unknown', 'proof'), ['unfinished', 'unknown']);
      assert.deepEqual(judged(code, 'rejected', 'send'), ['unavailable', 'rejected']);
    }
  });

  test('may ask to wait, but not for ever', () => {
    const wait = (retryAfterMs) =>
      judge({ code: 'BAXVERIFY_RATE_LIMIT', outcome: 'rejected', retryAfterMs }, 'send')
        .retryAfterSeconds;
    assert.equal(wait(1500), 2);
    for (const odd of [undefined, 0, -1, Number.NaN, '5', Number.POSITIVE_INFINITY])
      assert.equal(wait(odd), 60);
    assert.equal(wait(1e15), 86_400);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fake from './support/fake-client.mjs';
import { requireOfParseServer, requireThere } from './support/packages.mjs';

const { createBaxVerifyAdapter } = requireThere('@baxcloud/parse-server-baxverify');
const ParseError = requireOfParseServer('parse/node').Error;
const phone = '+436641234567';
const good = { id: phone, token: 'the-token' };
const logIn = (options, authData = { ...good }) => fake.logIn(options, authData);
const { fakeClient, saying, throwingClient } = fake;

/** Objects whose properties all throw, and similar ones. */
function unreadable() {
  const boom = () => {
    throw new Error(`unsafe ${phone}`);
  };
  const withThrowing = (error, ...names) => {
    // Node.js builds it from the other properties on first read.
    assert.ok(error.stack);
    for (const name of names) Object.defineProperty(error, name, { get: boom });
    return error;
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const revokedFunction = Proxy.revocable(() => {}, {});
  revokedFunction.revoke();
  return {
    stack: withThrowing(new Error('x'), 'stack'),
    message: withThrowing(new Error('x'), 'message'),
    code: withThrowing(new Error('x'), 'code'),
    name: withThrowing(new Error('x'), 'name'),
    constructor: withThrowing(new Error('x'), 'constructor'),
    statusCode: withThrowing(new Error('x'), 'statusCode', 'outcome'),
    'stack and code of the SDK': withThrowing(saying('x'), 'stack', 'code'),
    'message of the SDK': withThrowing(saying('x'), 'message'),
    'toJSON of the SDK': withThrowing(saying('x'), 'toJSON'),
    'everything of the SDK': withThrowing(
      saying('x'),
      'toJSON',
      'message',
      'code',
      'stack',
      'name',
    ),
    'a stack that is no text': Object.assign(new Error('x'), { stack: { toString: boom } }),
    'a name that is no text': Object.assign(new Error('x'), { name: Symbol('x') }),
    'a proxy': new Proxy(new Error('x'), { get: boom, has: boom, getPrototypeOf: boom }),
    'a revoked proxy': revoked.proxy,
    'a revoked function': revokedFunction.proxy,
    'no error': undefined,
    null: null,
    text: `text ${phone}`,
    number: 436641234567,
    symbol: Symbol(phone),
    bigint: 1n,
    function: boom,
    'no prototype': Object.create(null),
    'a details that throws': withThrowing(
      Object.assign(new Error('x'), { code: 'BAXVERIFY_INVALID_ARGUMENT' }),
      'details',
    ),
    'frames that are none': Object.assign(new Error('x'), { stack: `x\n    at ${phone}\n at x` }),
    'a code that is no text': Object.assign(new Error('x'), { code: { toString: boom } }),
  };
}

describe('an error that cannot be read', () => {
  for (const [name, error] of Object.entries(unreadable())) {
    for (const [where, options] of Object.entries({
      client: { client: throwingClient(error) },
      hook: {
        client: fakeClient(phone),
        normalizePhone: () => {
          throw error;
        },
      },
    })) {
      test(`does not escape: ${name}, from the ${where}`, async () => {
        const answer = await logIn(options);
        assert.ok(answer.error instanceof ParseError, String(answer.saved));
        assert.equal(answer.error.code, 252);
        assert.doesNotMatch(answer.error.message, /unsafe|\d{4}/);
        assert.ok(!/1234567|unsafe/.test(answer.log), answer.log);
        assert.notEqual(answer.log, '');
      });
    }
  }

  test('and a proof that cannot be read, or a log that cannot be written, does not escape', async () => {
    const boom = () => {
      throw new Error(`unsafe ${phone}`);
    };
    const client = fakeClient(phone);
    for (const proof of [
      new Proxy({}, { get: boom, getOwnPropertyDescriptor: boom, has: boom }),
      Object.defineProperty({}, 'valid', { get: boom, enumerable: true }),
      Object.create({ valid: true, phone, projectId: 'proj' }),
      undefined,
      null,
      [],
    ]) {
      client.validateVerificationToken = async () => proof;
      const { error } = await logIn({ client });
      assert.ok(error instanceof ParseError);
      assert.ok([101, 252].includes(error.code));
      assert.ok(!error.message.includes('unsafe'));
    }
    const adapter = createBaxVerifyAdapter({ client: throwingClient(new Error('x')) });
    const request = { log: { error: boom, warn: boom } };
    const login = adapter.validateAuthData({ id: phone, token: 't' }, {}, request);
    await assert.rejects(login, { code: 252 });
  });

  test('authData that cannot be read is refused', async () => {
    const client = fakeClient(phone);
    const boom = () => {
      throw new Error(`unsafe ${phone}`);
    };
    for (const authData of [
      new Proxy({}, { get: boom, getOwnPropertyDescriptor: boom }),
      Object.defineProperty({ token: 't' }, 'id', { get: boom }),
      Object.defineProperty({ id: phone }, 'token', { get: boom }),
    ]) {
      const { error, log } = await logIn({ client }, authData);
      assert.ok(error instanceof ParseError);
      assert.ok(!error.message.includes('unsafe') && !log.includes('unsafe'));
    }
    assert.deepEqual(client.asked, []);
  });
});

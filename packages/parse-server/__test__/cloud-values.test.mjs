import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireOfParseServer, requireThere } from './support/packages.mjs';
import { newPhone } from './support/suite.mjs';

// Values that JSON cannot express but Cloud Code can pass, with a service that accepts every proof.

const { createBaxVerifyAdapter } = requireThere('@baxcloud/parse-server-baxverify');
const ParseError = requireOfParseServer('parse/node').Error;

const phone = newPhone();
const quiet = { log: { warn() {}, error() {} } };

function adapterAndCalls() {
  const calls = [];
  const client = {
    toJSON: () => ({ projectId: 'proj' }),
    validateVerificationToken: async (request) => {
      calls.push(request);
      return { valid: true, phone, projectId: 'proj' };
    },
  };
  const { validateAuthData } = createBaxVerifyAdapter({ client });
  return {
    calls,
    validate: (authData, request) => validateAuthData(authData, {}, request ?? quiet),
  };
}

test('invalid credentials are refused before the service is called', async () => {
  const { calls, validate } = adapterAndCalls();
  const good = { id: phone, token: 'token' };
  for (const authData of [
    undefined,
    null,
    'text',
    7n,
    Symbol('x'),
    () => good,
    Object.assign(() => {}, good),
    Object.assign([], good),
    Object.create(good),
    Object.create({ id: phone }, { token: { value: 'token' } }),
    new Map(Object.entries(good)),
    { ...good, id: Object(phone) },
    { ...good, token: Object('token') },
    { ...good, id: { toString: () => phone } },
    { ...good, id: { [Symbol.toPrimitive]: () => phone } },
    { ...good, token: { toString: () => 'token' } },
    { ...good, token: Buffer.from('token') },
  ]) {
    await assert.rejects(validate(authData), (error) => {
      assert.ok(error instanceof ParseError);
      assert.equal(error.code, ParseError.INVALID_VALUE);
      return true;
    });
  }
  assert.deepEqual(calls, []);
  assert.deepEqual(await validate({ ...good }), { save: { id: phone } });
});

test('an id that changes between reads is checked and stored with its first value', async () => {
  const { validate } = adapterAndCalls();
  const ids = [phone, newPhone(), newPhone()];
  const shifting = {
    token: 'token',
    get id() {
      return ids.shift();
    },
  };
  assert.deepEqual(await validate(shifting), { save: { id: phone } });
  assert.equal(ids.length, 2);
});

test('frozen authData is accepted', async () => {
  const { validate } = adapterAndCalls();
  const frozen = Object.freeze({ id: phone, token: 'token' });
  assert.deepEqual(await validate(frozen), { save: { id: phone } });
});

test('the adapter itself refuses a phone of another user, without spending the proof', async () => {
  for (const others of [
    { user: { id: 'a' }, original: { id: 'b' } },
    { object: { id: 'a' }, original: { id: 'b' }, master: true },
  ]) {
    const { calls, validate } = adapterAndCalls();
    const login = validate({ id: phone, token: 'token' }, { ...quiet, ...others });
    await assert.rejects(login, { code: ParseError.ACCOUNT_ALREADY_LINKED });
    assert.deepEqual(calls, [{ token: 'token', consume: false }]);
  }
});

test('only a challenge that Parse Server marks does not spend the proof', async () => {
  for (const [request, consume] of [
    [{ isChallenge: true }, false],
    [{ isChallenge: 'true' }, true],
    [{ isChallenge: undefined }, true],
    [{ original: { id: 'a' }, user: { id: 'a' }, object: { id: 'a' } }, true],
    [{ original: { id: 'a' } }, true],
  ]) {
    const { calls, validate } = adapterAndCalls();
    await validate({ id: phone, token: 'token' }, { ...quiet, ...request });
    assert.deepEqual(calls, [{ token: 'token', consume }]);
  }
});

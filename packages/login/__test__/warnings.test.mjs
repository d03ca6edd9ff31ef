// Warnings of mistakes in the set-up of an app, which would be silent otherwise.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fakeClient } from './support/fake-client.mjs';
import { fakeLogin, KINDS, post } from './support/handlers.mjs';
import { login as kit, newPhone } from './support/service.mjs';

const secret = 'a secret of the test, 32 characters or more';

const { createStoreWarning } = createRequire(import.meta.url)('../lib/guard/diagnostics.js');

const heard = [];
process.on('warning', ({ name, code, message }) => {
  if (name === 'BaxVerifyLoginWarning') heard.push({ code, message });
});

/** The warnings since the last call. Node.js emits them in a later turn. */
async function warnings() {
  await sleep(10);
  return heard.splice(0);
}

/** As one of ioredis that has not connected. */
const silent = { evalsha: () => new Promise(() => {}), eval: () => new Promise(() => {}) };

test('a store that never answers is a warning, except in an app with onDegraded', async () => {
  const guardWith = (options) =>
    kit.createSendGuard({ store: kit.redisStore(silent), secret, ...options });
  const told = [];
  await guardWith({ onDegraded: (event) => told.push(event) }).checkSend({ phone: newPhone() });
  assert.equal(told.length, 1);
  assert.deepEqual(await warnings(), []);
  const guard = guardWith({});
  for (let n = 0; n < 3; n += 1) await guard.checkSend({ phone: newPhone() });
  const [{ code, message }, ...more] = await warnings();
  assert.equal(code, 'BAXVERIFY_LOGIN_STORE');
  assert.match(message, /does not answer \(deadline\)/);
  assert.deepEqual(more, []);
});

test('a store that comes and goes does not fill the log', async () => {
  const warnOf = createStoreWarning();
  for (let n = 0; n < 5; n += 1) {
    warnOf({ state: 'degraded', reason: 'error' });
    warnOf({ state: 'restored' });
  }
  const messages = (await warnings()).map(({ message }) => message);
  assert.equal(messages.length, 2);
  assert.match(messages[1], /is back/);
});

test('an outage that begins in the same minute is a warning if it lasts', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const warnOf = createStoreWarning();
  warnOf({ state: 'degraded', reason: 'in_flight' });
  warnOf({ state: 'restored' });
  warnOf({ state: 'degraded', reason: 'error' });
  t.mock.timers.tick(60_001);
  t.mock.timers.reset();
  const messages = (await warnings()).map(({ message }) => message);
  assert.equal(messages.length, 3);
  assert.match(messages[2], /does not answer \(error\)/);
});

test('an unusable cost is one warning', async () => {
  const guard = kit.createSendGuard({
    budget: { perHour: 1, perDay: 1, costOf: async () => 0.06 },
  });
  for (let n = 0; n < 2; n += 1) {
    assert.equal((await guard.checkSend({ phone: newPhone() })).reason, 'unavailable');
  }
  const [{ code, message }, ...more] = await warnings();
  assert.equal(code, 'BAXVERIFY_LOGIN_CALLBACK');
  assert.match(message, /costOf has returned no number/);
  assert.deepEqual(more, []);
});

test('a callback that throws is one warning', async () => {
  const onDecision = ({ phone }) => phone.length;
  const guard = kit.createSendGuard({ onDecision });
  for (let n = 0; n < 3; n += 1) await guard.checkSend({ phone: newPhone() });
  assert.deepEqual(await warnings(), [
    {
      code: 'BAXVERIFY_LOGIN_CALLBACK',
      message: '@baxcloud/baxverify-login: onDecision has thrown.',
    },
  ]);
});

test('a call without an address is one warning, and undefined is a choice', async () => {
  const login = kit.createPhoneLogin({ client: fakeClient() });
  await login.send({ phone: newPhone(), ip: undefined });
  await login.send({ phone: newPhone(), ip: '192.0.2.1' });
  assert.deepEqual(await warnings(), []);
  await login.send({ phone: newPhone() });
  await login.send({ phone: newPhone(), address: '192.0.2.1' });
  await login.accept({ token: 'a.b.c' }).catch(() => {});
  const [{ code, message }, ...more] = await warnings();
  assert.equal(code, 'BAXVERIFY_LOGIN_ADDRESS');
  assert.match(message, /without "ip"/);
  assert.deepEqual(more, []);
});

const onVerified = () => {};
const forwarded = { 'x-forwarded-for': '203.0.113.7' };

test('the address of a proxy for all clients is one warning', async (t) => {
  const { call } = await KINDS.node(t, { login: fakeLogin(), clientAddress: 'socket', onVerified });
  await post(call, '/login/send', { phone: 'x' });
  assert.deepEqual(await warnings(), []);
  for (let n = 0; n < 3; n += 1) await post(call, '/login/send', { phone: 'x' }, forwarded);
  const [{ code, message }, ...more] = await warnings();
  assert.equal(code, 'BAXVERIFY_LOGIN_PROXY');
  assert.match(message, /\{ trustedProxies: 1 \}/);
  assert.deepEqual(more, []);
});

test('so are requests without the header of the trusted proxy', async (t) => {
  const clientAddress = { trustedProxies: 1 };
  const { call } = await KINDS.node(t, { login: fakeLogin(), clientAddress, onVerified });
  await post(call, '/login/send', { phone: 'x' }, forwarded);
  assert.deepEqual(await warnings(), []);
  for (let n = 0; n < 3; n += 1) await post(call, '/login/send', { phone: 'x' });
  const [{ message }, ...more] = await warnings();
  assert.match(message, /fewer addresses than trustedProxies/);
  assert.deepEqual(more, []);
});

/** Requests of a page that was written wrongly: [path, body, headers, answer, warning]. */
const mistakes = [
  ['send', { phoneNumber: 'x' }, {}, [400, 'invalid_input'], /"phone" must be a text/],
  ['send', { phone: 436641234567 }, {}, [400, 'invalid_input'], undefined],
  ['verify', { phone: 'x', otp: '1' }, {}, [400, 'invalid_input'], /"code" must be a text/],
  ['verify', { phone: 'x', code: 123456 }, {}, [400, 'invalid_input'], undefined],
  [
    'send',
    { phone: 'x' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    [415, 'invalid_input'],
    /content type is not application\/json/,
  ],
  [
    'send',
    { phone: 'x' },
    { origin: 'http://localhost:5173' },
    [403, 'origin_refused'],
    /option "origins"/,
  ],
];

for (const [kind, open] of Object.entries(KINDS)) {
  test(`each mistake of a page is one warning, without its values: ${kind}`, async (t) => {
    const told = heard.length;
    const { call } = await open(t, { login: fakeLogin(), clientAddress: 'none', onVerified });
    const isFirst = kind === Object.keys(KINDS)[0];
    for (const [path, body, headers, answer, warning] of mistakes) {
      const { status, body: said } = await post(call, `/login/${path}`, body, headers);
      assert.deepEqual([status, said.error], answer);
      const messages = (await warnings()).map(({ message }) => message);
      assert.equal(messages.length, isFirst && warning ? 1 : 0, messages.join('\n'));
      if (isFirst && warning) assert.match(messages[0], warning);
    }
    assert.equal(told, 0);
  });
}

test('an error that the app throws is no warning, because it may hold a number', async (t) => {
  const cause = new Error(`no account for ${newPhone()}`);
  const login = fakeLogin({ send: new kit.PhoneLoginError('invalid_input', { cause }) });
  for (const open of Object.values(KINDS)) {
    const { call } = await open(t, { login, clientAddress: 'none', onVerified });
    assert.equal((await post(call, '/login/send', { phone: 'x' })).status, 400);
  }
  assert.deepEqual(await warnings(), []);
});

test('an address that cannot be found is one warning', async (t) => {
  const clientAddress = () => undefined;
  const { call } = await KINDS.fetch(t, { login: fakeLogin(), clientAddress, onVerified });
  for (let n = 0; n < 2; n += 1) await post(call, '/login/send', { phone: 'x' });
  const [{ code, message }, ...more] = await warnings();
  assert.equal(code, 'BAXVERIFY_LOGIN_PROXY');
  assert.match(message, /the function gave no IP address/);
  assert.deepEqual(more, []);
});

test('in production, mistakes of a page are no warnings', async (t) => {
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  t.after(() => {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  });
  const { call } = await KINDS.node(t, { login: fakeLogin(), clientAddress: 'none', onVerified });
  const { status } = await post(call, '/login/send', { phone: 'x' }, { 'content-encoding': 'br' });
  assert.equal(status, 415);
  assert.deepEqual(await warnings(), []);
});

test('a client key ends the start, before an SMS is spent', () => {
  const client = { ...fakeClient(), toJSON: () => ({ projectId: 'p', isClientKey: true }) };
  assert.throws(
    () => kit.createPhoneLogin({ client }),
    (error) => error instanceof TypeError && /a server key, bax_sk_…/.test(error.message),
  );
});

test('each handler names the other one where it is given the wrong request', async () => {
  const options = { login: fakeLogin(), clientAddress: 'none', onVerified };
  const request = new Request('http://localhost/login/send', { method: 'POST' });
  await assert.rejects(kit.toNodeHandler(options)(request), /use toFetchHandler/);
  await assert.rejects(kit.toFetchHandler(options)({ url: '/', headers: {} }, {}), /toNodeHandler/);
  await assert.rejects(kit.toFetchHandler(options)(), /toNodeHandler/);
});

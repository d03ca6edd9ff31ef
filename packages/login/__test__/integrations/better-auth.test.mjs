import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { createPhoneLogin } from '@baxcloud/baxverify-login';
import { betterAuthPhone } from '@baxcloud/baxverify-login/better-auth';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { phoneNumber } from 'better-auth/plugins';
import { fakeGuard } from '../support/guard.mjs';
import { createAuth } from './snippets/better-auth.mjs';
import { assertNeutral, BROKE, listen, newPhone, post, startLogin } from './support/service.mjs';

const SECRET = 'a secret of the tests, long enough for Better Auth';
const tables = () => ({ user: [], session: [], account: [], verification: [] });

/** An app with Better Auth; `options` are those of the integration. */
async function startApp(t, { service, options, settings }) {
  const { login } = service ?? (await startLogin(t));
  const database = tables();
  const phone = betterAuthPhone({ login, clientAddress: 'none', ...options });
  const auth = betterAuth({
    baseURL: 'http://127.0.0.1',
    secret: SECRET,
    database: memoryAdapter(database),
    logger: { disabled: true },
    plugins: [
      phoneNumber({
        ...phone,
        signUpOnVerification: { getTempEmail: (number) => `${number.slice(1)}@example.com` },
      }),
    ],
    ...settings,
  });
  return { ...service, auth, database, url: await serve(t, auth) };
}

async function serve(t, auth) {
  const address = await listen(t, createServer(toNodeHandler(auth)));
  const api = `${address}/api/auth/phone-number`;
  const from = { origin: 'http://127.0.0.1' };
  return {
    send: (body, headers) => post(`${api}/send-otp`, body, { ...from, ...headers }),
    verify: (body, headers) => post(`${api}/verify`, body, { ...from, ...headers }),
  };
}

test('the README logs a phone in, and finds its user again', async (t) => {
  const { client, emulator } = await startLogin(t);
  const database = tables();
  const auth = createAuth({
    client,
    database: memoryAdapter(database),
    secret: SECRET,
    baseURL: 'http://127.0.0.1',
  });
  const url = await serve(t, auth);
  const phone = newPhone();
  const users = [];
  for (let n = 0; n < 2; n += 1) {
    assert.equal((await url.send({ phoneNumber: phone })).status, 200);
    const { status, json } = await url.verify({
      phoneNumber: phone,
      code: emulator.codeFor(phone),
    });
    assert.equal(status, 200);
    assert.ok(json.token);
    users.push(json.user.id);
  }
  assert.equal(users[0], users[1]);
  assert.deepEqual(
    database.user.map(({ phoneNumber, phoneNumberVerified }) => [phoneNumber, phoneNumberVerified]),
    [[phone, true]],
  );
});

test('errors have the status, the reason and a message for users', async (t) => {
  const service = await startLogin(t);
  const { emulator, url } = await startApp(t, { service });
  const phone = newPhone();
  const ofNobody = await url.verify({ phoneNumber: phone, code: '123456' });
  assert.deepEqual([ofNobody.status, ofNobody.json.code], [400, 'code_expired']);
  await url.send({ phoneNumber: phone });
  const right = emulator.codeFor(phone);
  const wrong = right === '000000' ? '000001' : '000000';
  const { status, json } = await url.verify({ phoneNumber: phone, code: wrong });
  assert.equal(status, 400);
  assert.deepEqual(json, {
    code: 'wrong_code',
    message: 'That is not the code from the SMS. Try again.',
  });
  assert.equal((await url.verify({ phoneNumber: phone, code: right })).status, 200);
});

test("the owner's matters reach the owner, and no client", async (t) => {
  const service = await startLogin(t, BROKE);
  const told = [];
  const onError = (error) => told.push(error);
  const { emulator, url } = await startApp(t, { service, options: { onError } });
  const phone = newPhone();
  const answer = await url.send({ phoneNumber: phone });
  assert.equal(answer.status, 503);
  assert.equal(answer.json.code, 'unavailable');
  assertNeutral(answer, { emulator, phone });
  assert.equal(told.length, 1);
  assert.equal(told[0].cause.code, 'BAXVERIFY_INSUFFICIENT_CREDITS');
});

test('a refused send tells how long to wait', async (t) => {
  const { client } = await startLogin(t);
  const refuse = { action: 'refuse', reason: 'slow_down', retryAfterSeconds: 41 };
  const login = createPhoneLogin({ client, guard: fakeGuard({ send: refuse }) });
  const { url } = await startApp(t, { service: { login } });
  const answer = await url.send({ phoneNumber: newPhone() });
  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get('retry-after'), '41');
  assert.equal(answer.json.retryAfterSeconds, 41);
  assert.equal(answer.json.code, 'slow_down');
});

test('a phone has one form, so it cannot have two users', async (t) => {
  const service = await startLogin(t);
  const { database, emulator, url } = await startApp(t, { service });
  const phone = newPhone();
  const other = `${phone.slice(0, 4)} ${phone.slice(4)}`;
  assert.equal((await url.send({ phoneNumber: other })).status, 400);
  await url.send({ phoneNumber: phone });
  const code = emulator.codeFor(phone);
  for (const spelt of [other, `00${phone.slice(1)}`, `${phone}\u200b`, 'x'.repeat(50_000)]) {
    const { status, json } = await url.verify({ phoneNumber: spelt, code });
    assert.deepEqual([status, json.code], [400, 'invalid_phone']);
  }
  assert.equal(database.user.length, 0);
  assert.equal((await url.verify({ phoneNumber: phone, code })).status, 200);
});

test('a login that reads a number as another one verifies neither', async (t) => {
  const { client, emulator } = await startLogin(t);
  const phone = newPhone();
  const login = createPhoneLogin({ client, guard: fakeGuard(), normalizePhone: () => phone });
  const { database, url } = await startApp(t, { service: { login, emulator } });
  const victim = newPhone();
  await url.send({ phoneNumber: victim });
  const answer = await url.verify({ phoneNumber: victim, code: emulator.codeFor(phone) });
  assert.equal(answer.status, 400);
  assert.equal(database.user.length, 0);
});

test("the client's address is what the app chose", async (t) => {
  const { client } = await startLogin(t);
  const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' };
  for (const [clientAddress, ip] of [
    ['none', undefined],
    [{ trustedProxies: 1 }, '203.0.113.9'],
    [(request, context) => (request && context.path ? '192.0.2.1' : undefined), '192.0.2.1'],
  ]) {
    const guard = fakeGuard();
    const login = createPhoneLogin({ client, guard });
    const { url } = await startApp(t, { service: { login }, options: { clientAddress } });
    assert.equal((await url.send({ phoneNumber: newPhone() }, forwarded)).status, 200);
    assert.equal(guard.named('checkSend')[0][0].ip, ip);
  }
  assert.throws(
    () => betterAuthPhone({ login: createPhoneLogin({ client }) }),
    /betterAuthPhone: the option "clientAddress" must be one of these/,
  );
  assert.throws(
    () => betterAuthPhone({ login: createPhoneLogin({ client }), clientAddress: 'socket' }),
    TypeError,
  );
});

test('an answer to a CAPTCHA comes in the header of its plugin', async (t) => {
  const { client } = await startLogin(t);
  const guard = fakeGuard();
  const { url } = await startApp(t, { service: { login: createPhoneLogin({ client, guard }) } });
  const phoneNumber = newPhone();
  const solved = { 'x-captcha-response': 'solved' };
  await url.send({ phoneNumber }, solved);
  await url.verify({ phoneNumber, code: '123456' }, solved);
  await url.send({ phoneNumber });
  const sends = guard.named('checkSend').map(([{ challenge }]) => challenge);
  assert.deepEqual(sends, ['solved', undefined]);
  assert.equal(guard.named('checkVerify')[0][0].challenge, 'solved');
});

test('a call of auth.api without a request counts as one unknown client', async (t) => {
  const { client } = await startLogin(t);
  const guard = fakeGuard();
  const login = createPhoneLogin({ client, guard });
  const options = { clientAddress: { trustedProxies: 1 } };
  const { auth } = await startApp(t, { service: { login }, options });
  await auth.api.sendPhoneNumberOTP({ body: { phoneNumber: newPhone() } });
  assert.equal(guard.named('checkSend')[0][0].ip, 'unknown');
});

test('a service that is gone is a 503, and no success', async (t) => {
  const { emulator } = await startLogin(t);
  const { projectId, apiKey, url: baseUrl } = emulator;
  const client = new BaxCloudVerifyClient({ projectId, apiKey, baseUrl });
  const login = createPhoneLogin({ client, guard: fakeGuard() });
  const { database, url } = await startApp(t, {
    service: { login },
    options: { onError() {} },
  });
  await emulator.stop();
  const phoneNumber = newPhone();
  assert.equal((await url.send({ phoneNumber })).status, 503);
  assert.equal((await url.verify({ phoneNumber, code: '123456' })).status, 503);
  assert.equal(database.user.length, 0);
});

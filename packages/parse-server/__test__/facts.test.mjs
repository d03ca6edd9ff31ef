import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseServerMajor } from './support/packages.mjs';
import { asMaster } from './support/rest.mjs';
import { startSdk } from './support/server.mjs';
import { setStage } from './support/stage.mjs';
import { newPhone, suite } from './support/suite.mjs';

// Behaviour of Parse Server that the README describes. If a test fails because Parse Server has
// changed, change the README too.

const cloud = fileURLToPath(new URL('./support/triggers.cjs', import.meta.url));
const quiet = Object.fromEntries(
  [
    'cloudFunctionSuccess',
    'cloudFunctionError',
    'triggerAfter',
    'triggerBeforeSuccess',
    'triggerBeforeError',
  ].map((name) => [name, 'silent']),
);
const mfa = { enabled: true, options: ['TOTP'], digits: 6, period: 30, algorithm: 'SHA1' };

describe('Parse Server', { timeout: 120_000 }, () => {
  const t = suite();
  let database;
  let service;
  let server;
  before(async () => {
    ({ database, service, server } = await setStage(t, {
      providers: { mfa },
      parseOptions: { cloud, logLevels: quiet },
    }));
  });
  beforeEach(() => service.front.taken());

  const call = (name, params, options) =>
    server.call('POST', `/functions/${name}`, { body: params, ...options });
  async function newUser() {
    const proof = await service.prove(newPhone());
    const { body } = await server.logIn(proof);
    service.front.taken();
    return { phone: proof.id, id: body.objectId, session: body.sessionToken };
  }

  test('gives the master key a session for only the id of a known user', async () => {
    const user = await newUser();
    const sdk = startSdk(t, server);
    const backend = await sdk('logInAsMaster', { id: user.phone });
    assert.equal(backend.id, user.id);
    const me = await server.call('GET', '/users/me', { session: backend.session });
    assert.equal(me.body.objectId, user.id);
    // Cloud Code gets the user, but no session.
    const { body } = await call('logInAsMaster', { authData: { id: user.phone } });
    assert.equal(body.result, user.id);
    assert.deepEqual(service.front.taken(), [], 'the adapter is not asked');
    // It creates no user for an unknown id.
    const unknown = await server.logIn({ id: newPhone() }, { headers: asMaster });
    assert.deepEqual([unknown.status, unknown.body.code], [400, 162]);
  });

  test('stores authData from a beforeSave without a proof', async () => {
    const phone = newPhone();
    const { objectId } = await server.signUp('granted', { granted: phone });
    assert.deepEqual((await database.user(objectId)).authData, { baxverify: { id: phone } });
    assert.deepEqual(service.front.taken(), []);
  });

  test('stores no proof of an update, whatever triggers do', async () => {
    const proof = await service.prove(newPhone());
    const { body } = await server.logIn(proof);
    const { status } = await server.call('PUT', `/users/${body.objectId}`, {
      body: { nickname: 'Ann', authData: { baxverify: proof } },
      session: body.sessionToken,
    });
    assert.equal(status, 200);
    const dump = await database.dump();
    assert.ok(dump.includes(proof.id) && !dump.includes(proof.token));
  });

  test('runs beforeLogin before the proof is checked', async () => {
    const user = await newUser();
    const logins = async () => (await call('logins')).body.result;
    const before = await logins();
    const { body } = await server.logIn({ id: user.phone, token: 'a.b.c' });
    assert.equal(body.code, 101);
    assert.equal(await logins(), before + 1);
    await server.logIn({ id: newPhone(), token: 'a.b.c' });
    assert.equal(await logins(), before + 1, 'for known users alone');
  });

  test('validates the proof of a challenge only for registered ids', async () => {
    const user = await newUser();
    const challenge = (id) =>
      server.call('POST', '/challenge', {
        body: { authData: { baxverify: { id, token: 'a.b.c' } }, challengeData: { any: {} } },
      });
    const [known, unknown] = [await challenge(user.phone), await challenge(newPhone())];
    assert.deepEqual(known, unknown);
    // The responses are equal, but their times differ.
    assert.equal(service.front.taken().length, 1);
  });

  test('answers -1 to a user with MFA, and spends no proof', async () => {
    const user = await newUser();
    const authData = {
      baxverify: { id: user.phone },
      mfa: { secret: 'S'.repeat(32), recovery: [] },
    };
    await database.setAuthData(user.id, authData);
    const proof = await service.prove(user.phone);
    const { status, body } = await server.logIn(proof);
    assert.deepEqual([status, body.code], [400, -1]);
    assert.deepEqual(service.front.taken(), []);
  });

  test('answers a login by name with a taken phone with a special error', async () => {
    const user = await newUser();
    await server.signUp('bringer');
    const { status, body } = await server.call('POST', '/login', {
      body: {
        username: 'bringer',
        password: 'secret-password',
        authData: { baxverify: await service.prove(user.phone) },
      },
    });
    // Version 8 refuses before it asks for the proof.
    const expected = parseServerMajor === 9 ? [400, 137] : [400, 208];
    assert.deepEqual([status, body.code], expected);
    assert.deepEqual(
      service.front.taken().map(({ consume }) => consume),
      parseServerMajor === 9 ? [true] : [],
    );
  });

  test('lets one of several simultaneous signups succeed; the others may get 208', async () => {
    const phone = newPhone();
    const proofs = [];
    for (let n = 0; n < 8; n += 1) proofs.push(await service.prove(phone));
    const answers = await Promise.all(proofs.map((proof) => server.logIn(proof)));
    for (const { status, body } of answers) {
      assert.ok([200, 201].includes(status) || body.code === 208, JSON.stringify(body));
    }
    const users = (await database.users()).filter(
      ({ authData }) => authData?.baxverify?.id === phone,
    );
    assert.equal(users.length, 1);
  });

  test('logs proofs and phones of triggers and Cloud functions by default', async (tt) => {
    const told = [];
    for (const logLevels of [undefined, quiet]) {
      const cleanups = [];
      tt.after(async () => {
        for (const cleanup of cleanups.reverse()) await cleanup();
      });
      const stage = await setStage(
        { after: (cleanup) => cleanups.push(cleanup) },
        { parseOptions: { cloud, ...(logLevels && { logLevels }) } },
      );
      const proof = await stage.service.prove(newPhone());
      const second = await stage.service.prove(newPhone());
      await stage.server.logIn({ ...proof });
      await stage.server.logIn({ ...proof });
      await stage.server.call('POST', '/functions/logInAsMaster', { body: { authData: second } });
      await new Promise((resolve) => setTimeout(resolve, 200));
      const log = stage.server.log();
      told.push([log.includes(proof.id), log.includes(second.token)]);
    }
    assert.deepEqual(told, [
      [true, true],
      [false, false],
    ]);
  });
});

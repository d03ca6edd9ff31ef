import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { asMaster } from './support/rest.mjs';
import { setStage } from './support/stage.mjs';
import { newPhone, suite } from './support/suite.mjs';

describe('over REST', { timeout: 120_000 }, () => {
  const t = suite();
  let database;
  let service;
  let server;
  let secrets;
  before(async () => {
    // By default, Parse Server logs the parameters of Cloud functions.
    const logLevels = { cloudFunctionSuccess: 'silent', cloudFunctionError: 'silent' };
    ({ database, service, server } = await setStage(t, { parseOptions: { logLevels } }));
    secrets = [];
  });
  beforeEach(() => service.front.taken());

  const ownersOf = async (phone) =>
    (await database.users())
      .filter(({ authData }) => authData?.baxverify?.id === phone)
      .map(({ objectId, authData }) => ({ objectId, authData }));
  const authDataOf = async (id) => (await database.user(id)).authData;
  const sessionsOf = async (id) =>
    (await database.sessions())
      .filter(({ userId }) => userId === id)
      .map(({ sessionToken }) => ({ sessionToken }));
  const prove = async (phone, purpose) => {
    const proof = await service.prove(phone, purpose);
    secrets.push(proof.token);
    return proof;
  };
  /** The `consume` values of the validations since the last call. */
  const spent = () => service.front.taken().map(({ consume }) => consume);
  const newUser = async () => {
    const phone = newPhone();
    const { body } = await server.logIn(await prove(phone));
    spent();
    return { phone, id: body.objectId, session: body.sessionToken };
  };

  test('a new phone becomes a user with a session, with one validation', async () => {
    const phone = newPhone();
    const { status, body } = await server.logIn(await prove(phone));
    assert.equal(status, 201);
    assert.deepEqual(spent(), [true]);
    assert.deepEqual(await ownersOf(phone), [
      { objectId: body.objectId, authData: { baxverify: { id: phone } } },
    ]);
    assert.deepEqual(await sessionsOf(body.objectId), [{ sessionToken: body.sessionToken }]);
  });

  test('a known phone logs in its user, with one validation', async () => {
    const user = await newUser();
    const { status, body } = await server.logIn(await prove(user.phone));
    assert.equal(status, 200);
    assert.deepEqual(spent(), [true]);
    assert.equal(body.objectId, user.id);
    assert.deepEqual(body.authData, { baxverify: { id: user.phone } });
    assert.deepEqual(await authDataOf(user.id), { baxverify: { id: user.phone } });
    const sessions = await sessionsOf(user.id);
    assert.deepEqual(
      sessions.map(({ sessionToken }) => sessionToken).sort(),
      [user.session, body.sessionToken].sort(),
    );
  });

  test('of 20 simultaneous signups with one proof, one succeeds', async () => {
    const proof = await prove(newPhone());
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.logIn(proof)));
    const created = answers.filter(({ status }) => status === 201);
    assert.equal(created.length, 1);
    for (const { status, body } of answers.filter((answer) => answer !== created[0])) {
      assert.deepEqual([status, body.code], [404, 101]);
    }
    const owners = await ownersOf(proof.id);
    assert.equal(owners.length, 1);
    assert.equal((await sessionsOf(owners[0].objectId)).length, 1);
    assert.deepEqual(spent(), Array(20).fill(true));
  });

  test('of 20 simultaneous logins with one proof, one succeeds', async () => {
    const user = await newUser();
    const proof = await prove(user.phone);
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.logIn(proof)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal((await sessionsOf(user.id)).length, 2);
  });

  test('several signups of one phone, each with a proof, create one user', async () => {
    const phone = newPhone();
    const proofs = [];
    for (let n = 0; n < 5; n += 1) proofs.push(await prove(phone));
    await Promise.all(proofs.map((proof) => server.logIn(proof)));
    assert.equal((await ownersOf(phone)).length, 1);
  });

  test('a user links a phone, logs in by it, and unlinks it', async () => {
    const { objectId: id, sessionToken: session } = await server.signUp('linker');
    const phone = newPhone();
    const linked = await server.update(id, await prove(phone), { session });
    assert.equal(linked.status, 200);
    assert.deepEqual(spent(), [true]);
    assert.deepEqual(await authDataOf(id), { baxverify: { id: phone } });

    const byPhone = await server.logIn(await prove(phone));
    assert.equal(byPhone.body.objectId, id);
    spent();
    const unlinked = await server.update(id, null, { session });
    assert.equal(unlinked.status, 200);
    assert.deepEqual(spent(), []);
    assert.deepEqual(await ownersOf(phone), []);
    // The phone number is free again, so the next login creates a new user.
    assert.equal((await server.logIn(await prove(phone))).status, 201);
  });

  test('a taken phone cannot be linked, and the proof is not spent', async () => {
    const owner = await newUser();
    const other = await server.signUp('taker');
    const proof = await prove(owner.phone);
    const session = other.sessionToken;
    const { status, body } = await server.update(other.objectId, proof, { session });
    assert.deepEqual([status, body.code], [400, 208]);
    assert.deepEqual(spent(), [false]);
    const master = await server.update(other.objectId, proof, { headers: asMaster });
    assert.deepEqual([master.status, master.body.code], [400, 208]);
    const posted = await server.logIn(proof, { session });
    assert.deepEqual([posted.status, posted.body.code], [400, 208]);
    assert.deepEqual(spent(), [false, false]);
    assert.equal((await server.logIn(proof)).body.objectId, owner.id);
    assert.equal((await ownersOf(owner.phone)).length, 1);
  });

  test('only a proof of a phone reveals whether it is taken', async () => {
    const owner = await newUser();
    const other = await server.signUp('curious');
    const foreign = await prove(newPhone());
    const options = { session: other.sessionToken };
    const tries = [];
    for (const id of [owner.phone, newPhone()]) {
      for (const token of [undefined, 'a.b.c', foreign.token]) {
        tries.push(await server.update(other.objectId, { id, token }, options));
        tries.push(await server.logIn({ id, token }));
      }
      foreign.token = (await prove(newPhone())).token;
    }
    const [taken, free] = [tries.slice(0, 6), tries.slice(6)];
    assert.deepEqual(taken, free);
  });

  test('an update that repeats the id spends nothing', async () => {
    const user = await newUser();
    const echoed = await server.update(user.id, { id: user.phone }, { session: user.session });
    assert.equal(echoed.status, 200);
    assert.deepEqual(spent(), []);
    assert.deepEqual(await authDataOf(user.id), { baxverify: { id: user.phone } });
  });

  test('an update with another phone needs its proof', async () => {
    const user = await newUser();
    const options = { session: user.session };
    const phone = newPhone();
    const bare = await server.update(user.id, { id: phone }, options);
    assert.deepEqual([bare.status, bare.body.code], [400, 162]);
    const old = await prove(user.phone);
    const swapped = await server.update(user.id, { id: phone, token: old.token }, options);
    assert.deepEqual([swapped.status, swapped.body.code], [400, 251]);
    assert.deepEqual(await authDataOf(user.id), { baxverify: { id: user.phone } });
    const proven = await server.update(user.id, await prove(phone), options);
    assert.equal(proven.status, 200);
    assert.deepEqual(await authDataOf(user.id), { baxverify: { id: phone } });
  });

  test('a challenge does not spend the proof', async () => {
    const user = await newUser();
    const proof = await prove(user.phone);
    const challenge = (authData) =>
      server.call('POST', '/challenge', {
        body: { authData: { baxverify: authData }, challengeData: { baxverify: { any: 'thing' } } },
      });
    assert.equal((await challenge(proof)).status, 200);
    assert.deepEqual(spent(), [false]);
    for (const bad of [{ id: user.phone }, { id: user.phone, token: 'a.b.c' }]) {
      const { status, body } = await challenge(bad);
      assert.deepEqual([status, body], [404, { code: 101, error: 'User not found.' }]);
    }
    assert.equal((await server.logIn(proof)).body.objectId, user.id);
  });

  test('an anonymous user can add a phone', async () => {
    const anonymous = { id: `anonymous-${newPhone()}` };
    const { body } = await server.call('POST', '/users', { body: { authData: { anonymous } } });
    const phone = newPhone();
    const upgraded = await server.call('PUT', `/users/${body.objectId}`, {
      session: body.sessionToken,
      body: { authData: { anonymous: null, baxverify: await prove(phone) } },
    });
    assert.equal(upgraded.status, 200, JSON.stringify(upgraded.body));
    assert.deepEqual(await authDataOf(body.objectId), { baxverify: { id: phone } });
    assert.deepEqual(spent(), [true]);
    assert.equal((await server.logIn(await prove(phone))).body.objectId, body.objectId);
  });

  test('a login by name and password can add a phone, but only with its proof', async () => {
    const user = await server.signUp('named');
    const phone = newPhone();
    const byPassword = (authData) =>
      server.call('POST', '/login', {
        body: { username: 'named', password: 'secret-password', authData: { baxverify: authData } },
      });
    const bare = await byPassword({ id: phone });
    assert.deepEqual([bare.status, bare.body.code], [400, 162]);
    assert.deepEqual(await ownersOf(phone), []);
    const proven = await byPassword(await prove(phone));
    assert.equal(proven.status, 200);
    assert.ok(!JSON.stringify(proven.body).includes(secrets.at(-1)));
    assert.deepEqual(await authDataOf(user.objectId), { baxverify: { id: phone } });
  });

  test('Cloud Code and the master key also need a proof', async () => {
    const user = await newUser();
    const phone = newPhone();
    const cloud = (name, authData) =>
      server.call('POST', `/functions/${name}`, { session: user.session, body: { authData } });
    for (const name of ['linkWith', 'linkWithSession', 'setAuthData', 'createUser', 'logInWith']) {
      const { status, body } = await cloud(name, { id: phone });
      assert.notEqual(status, 200, name);
      assert.ok(body.code, name);
    }
    const master = await server.update(user.id, { id: phone }, { headers: asMaster });
    assert.deepEqual([master.status, master.body.code], [400, 162]);
    assert.deepEqual(await ownersOf(phone), []);
    assert.deepEqual(await authDataOf(user.id), { baxverify: { id: user.phone } });

    assert.equal((await cloud('linkWith', await prove(phone))).status, 200);
    assert.deepEqual(await authDataOf(user.id), { baxverify: { id: phone } });
    const created = await cloud('createUser', await prove(newPhone()));
    assert.equal(created.status, 200);
    const known = await cloud('logInWith', await prove(phone));
    assert.equal(known.body.result, user.id);
  });

  test('a read shows only the id, even if the row contains more', async () => {
    const user = await newUser();
    const stored = { baxverify: { id: user.phone, token: 'left by another adapter' } };
    await database.setAuthData(user.id, stored);
    for (const options of [{ session: user.session }, { headers: asMaster }]) {
      const { body } = await server.call('GET', `/users/${user.id}`, options);
      assert.deepEqual(body.authData, { baxverify: { id: user.phone } });
    }
    // The next login removes it from the row.
    await server.logIn(await prove(user.phone));
    assert.deepEqual(await authDataOf(user.id), { baxverify: { id: user.phone } });
  });

  test('other fields than id and token are not stored', async () => {
    const proof = await prove(newPhone());
    const extra = { extra: 'x', nested: { token: proof.token }, access_token: proof.token };
    const { status, body } = await server.logIn({ ...proof, ...extra });
    assert.equal(status, 201);
    assert.deepEqual(await authDataOf(body.objectId), { baxverify: { id: proof.id } });
  });

  test('no token is in the database, and neither token, key nor phone in the log', async () => {
    assert.ok(secrets.length > 30, String(secrets.length));
    const dump = await database.dump();
    const log = server.log();
    assert.ok(dump.includes('+43664'));
    assert.match(log, /already used/i);
    for (const secret of secrets) {
      for (const part of [secret, secret.split('.')[1], secret.split('.')[2]]) {
        assert.ok(!dump.includes(part), 'a token is in the database');
        assert.ok(!log.includes(part), 'a token is in the log');
      }
    }
    assert.ok(!dump.includes(service.emulator.apiKey));
    assert.ok(!log.includes(service.emulator.apiKey));
    assert.ok(!/\+43664\d{7}/.test(log), 'a phone is in the log');
  });
});

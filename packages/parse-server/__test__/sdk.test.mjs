import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { startSdk } from './support/server.mjs';
import { refuseWith } from './support/service.mjs';
import { setStage } from './support/stage.mjs';
import { newPhone, suite } from './support/suite.mjs';

describe('the Parse JS SDK', { timeout: 120_000 }, () => {
  const t = suite();
  let database;
  let service;
  let server;
  let sdk;
  before(async () => {
    ({ database, service, server } = await setStage(t));
    sdk = startSdk(t, server);
  });
  beforeEach(async () => {
    await sdk('logOut').catch(() => {});
    service.front.taken();
  });

  test('signs up a new user and logs in the same one later', async () => {
    const phone = newPhone();
    const created = await sdk('logInWith', await service.prove(phone));
    assert.ok(created.session && created.isLinked && created.isNew);
    await sdk('logOut');
    const returned = await sdk('logInWith', await service.prove(phone));
    assert.equal(returned.id, created.id);
    assert.ok(returned.session && returned.isLinked && !returned.isNew);
    assert.deepEqual(
      service.front.taken().map(({ consume }) => consume),
      [true, true],
    );
  });

  test('continues with the user that it has logged in', async () => {
    const { id } = await sdk('logInWith', await service.prove(newPhone()));
    await sdk('save', { nickname: 'Ann' });
    await sdk('save', { nickname: 'Anna' });
    const row = await database.user(id);
    assert.equal(row.nickname, 'Anna');
    assert.deepEqual(Object.keys(row.authData.baxverify), ['id']);
    assert.equal(service.front.taken().length, 1);
  });

  test('links a phone to an existing user, and unlinks it', async () => {
    const user = await sdk('signUp', 'sdk-linker');
    const phone = newPhone();
    const linked = await sdk('linkWith', await service.prove(phone));
    assert.equal(linked.id, user.id);
    assert.ok(linked.isLinked);
    const unlinked = await sdk('unlink');
    assert.ok(!unlinked.isLinked);
    await sdk('logOut');
    assert.notEqual((await sdk('logInWith', await service.prove(phone))).id, user.id);
  });

  test('upgrades an anonymous user', async () => {
    const anonymous = await sdk('logInAnonymously');
    const linked = await sdk('linkWith', await service.prove(newPhone()));
    assert.equal(linked.id, anonymous.id);
    assert.ok(linked.isLinked);
  });

  test('never repeats a request after a failure', async () => {
    const faults = {
      BAXVERIFY_INSUFFICIENT_CREDITS: [400, 252],
      BAXVERIFY_API_KEY_SCOPE: [403, 252],
      BAXVERIFY_OF_TOMORROW: [409, 252],
      BAXVERIFY_RATE_LIMIT: [429, 155],
      BAXVERIFY_SMS_SEND_FAILED: [400, 100],
      BAXVERIFY_TOKEN_CONSUMED: [401, 101],
    };
    for (const [code, [status, parseCode]] of Object.entries(faults)) {
      const proof = await service.prove(newPhone());
      service.front.all(refuseWith(code, status));
      await assert.rejects(sdk('logInWith', proof), { code: parseCode }, code);
      assert.equal(service.front.taken().length, 1, code);
      service.front.pass();
      assert.ok((await sdk('logInWith', proof)).session, 'the proof is as good as before');
      assert.equal(service.front.taken().length, 1, code);
      await sdk('logOut');
    }
  });

  test('gets a code for a taken phone and for invalid proofs', async () => {
    const taken = newPhone();
    await sdk('logInWith', await service.prove(taken));
    await sdk('logOut');
    const spent = await service.prove(newPhone());
    await sdk('logInWith', spent);
    await sdk('logOut');

    await assert.rejects(sdk('logInWith', spent), { code: 101 });
    await assert.rejects(sdk('logInWith', { id: newPhone() }), { code: 162 });
    await assert.rejects(sdk('logInWith', { id: newPhone(), token: 'a.b.c' }), { code: 101 });
    await assert.rejects(sdk('logInWith', { id: 436641234567, token: 'a.b.c' }), { code: 162 });

    await sdk('signUp', 'sdk-taker');
    await assert.rejects(sdk('linkWith', await service.prove(taken)), { code: 208 });
    await assert.rejects(sdk('linkWith', spent), { code: 251 });
    const { session, isLinked } = await sdk('current');
    assert.ok(session);
    assert.ok(!isLinked);
  });
});

import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { parseServerMajor } from './support/packages.mjs';
import { startSdk } from './support/server.mjs';
import { setStage } from './support/stage.mjs';
import { newPhone, suite } from './support/suite.mjs';

/** Providers that Parse Server calls before and after this one, in the order of their names. */
const OTHERS = ['alpha', 'zeta'];

// The Parse SDK keeps the proof of a signup and sends all authData with each link and unlink.
describe('a user of the Parse JS SDK with several providers', { timeout: 180_000 }, () => {
  const t = suite();
  let database;
  let service;
  let server;
  let sdk;
  before(async () => {
    ({ database, service, server } = await setStage(t, {
      providers: { alpha: true, zeta: true },
    }));
    sdk = startSdk(t, server);
  });
  beforeEach(async () => {
    await sdk('logOut').catch(() => {});
    service.front.taken();
  });

  let names = 0;
  const newName = () => {
    names += 1;
    return `name-${names}`;
  };
  const stored = async (id) => (await database.user(id)).authData;
  // Parse Server 8 with PostgreSQL, when one provider is unlinked.
  let losesAll;
  before(() => {
    losesAll = parseServerMajor === 8 && database.kind === 'postgres';
  });
  const validations = () => service.front.taken().length;

  const starts = {
    'a signup by phone': async (phone) => sdk('logInWith', await service.prove(phone)),
    'a login by phone': async (phone) => {
      await sdk('logInWith', await service.prove(phone));
      await sdk('logOut');
      return sdk('logInWith', await service.prove(phone));
    },
    'a link after a signup by name': async (phone) => {
      await sdk('signUp', newName());
      return sdk('linkWith', await service.prove(phone));
    },
    'a link to an anonymous user': async (phone) => {
      await sdk('logInAnonymously');
      return sdk('linkWith', await service.prove(phone));
    },
  };
  for (const [name, start] of Object.entries(starts)) {
    test(`after ${name} links others, spending nothing more`, async () => {
      const phone = newPhone();
      const { id } = await start(phone);
      validations();
      for (const other of OTHERS) {
        const linked = await sdk('linkWith', { id: `${other}-${id}` }, other);
        assert.equal(linked.id, id);
      }
      await sdk('save', { nickname: name });
      assert.equal(validations(), 0);
      assert.deepEqual(await stored(id), {
        baxverify: { id: phone },
        alpha: { id: `alpha-${id}` },
        zeta: { id: `zeta-${id}` },
      });
      assert.equal((await server.logIn(await service.prove(phone))).body.objectId, id);
    });

    test(`after ${name} unlinks others and links them again`, async () => {
      const phone = newPhone();
      const { id } = await start(phone);
      for (const other of OTHERS) await sdk('linkWith', { id: `${other}-${id}` }, other);
      validations();
      for (const other of OTHERS) {
        await sdk('unlink', other);
        if (!losesAll) continue;
        // This package cannot prevent it. The README warns about it.
        assert.equal((await stored(id))?.zeta, undefined);
        return;
      }
      assert.equal(validations(), 0);
      assert.deepEqual(await stored(id), { baxverify: { id: phone } });
      for (const other of OTHERS) await sdk('linkWith', { id: `${other}-${id}` }, other);
      assert.deepEqual(Object.keys(await stored(id)).sort(), ['alpha', 'baxverify', 'zeta']);
    });

    test(`after ${name} unlinks the phone, and needs a new proof to link it again`, async () => {
      const phone = newPhone();
      const { id } = await start(phone);
      await sdk('linkWith', { id: `zeta-${id}` }, 'zeta');
      const unlinked = await sdk('unlink');
      assert.ok(!unlinked.isLinked);
      validations();
      const spent = await service.prove(phone);
      await server.logIn(spent);
      // Another user has the phone number now. The response to an invalid proof does not reveal
      // this.
      await assert.rejects(sdk('linkWith', spent), { code: 251 });
      await assert.rejects(sdk('linkWith', await service.prove(phone)), { code: 208 });
      const other = newPhone();
      await sdk('linkWith', await service.prove(other));
      assert.deepEqual((await stored(id)).baxverify, { id: other });
    });

    test(`after ${name} goes on after a restart of the app`, async () => {
      const phone = newPhone();
      const { id } = await start(phone);
      const restarted = startSdk(t, server);
      assert.equal((await restarted('restore', await sdk('persisted'))).id, id);
      validations();
      await restarted('save', { nickname: 'restarted' });
      for (const other of OTHERS) await restarted('linkWith', { id: `${other}-${id}` }, other);
      assert.equal(validations(), 0);
      assert.deepEqual((await stored(id)).baxverify, { id: phone });
      await restarted('unlink', 'alpha');
      assert.equal(validations(), 0);
    });

    test(`after ${name} changes the phone with a fresh proof of the new one`, async () => {
      const { id } = await start(newPhone());
      await sdk('linkWith', { id: `alpha-${id}` }, 'alpha');
      validations();
      const phone = newPhone();
      await assert.rejects(sdk('linkWith', { id: phone, token: 'a.b.c' }), { code: 251 });
      await sdk('linkWith', await service.prove(phone));
      assert.equal(validations(), 2);
      assert.deepEqual((await stored(id)).baxverify, { id: phone });
      await sdk('linkWith', { id: `zeta-${id}` }, 'zeta');
      assert.equal(validations(), 0);
      assert.equal((await server.logIn(await service.prove(phone))).body.objectId, id);
    });
  }

  test('a link of another provider that another user has is refused', async () => {
    await sdk('logInWith', await service.prove(newPhone()));
    const { id } = await sdk('linkWith', { id: 'alpha-taken' }, 'alpha');
    await sdk('logOut');
    const phone = newPhone();
    const second = await sdk('logInWith', await service.prove(phone));
    validations();
    await assert.rejects(sdk('linkWith', { id: 'alpha-taken' }, 'alpha'), ({ code }) =>
      // Parse Server may check either of the two users first.
      [208, 251].includes(code),
    );
    assert.deepEqual(await stored(second.id), { baxverify: { id: phone } });
    assert.deepEqual((await stored(id)).alpha, { id: 'alpha-taken' });
  });
});

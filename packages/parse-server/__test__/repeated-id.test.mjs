import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { requireOfParseServer, requireThere } from './support/packages.mjs';
import { asMaster } from './support/rest.mjs';
import { setStage } from './support/stage.mjs';
import { newPhone, suite } from './support/suite.mjs';

// The adapter accepts a request without a valid proof if a user sends the id that the user already
// has. These tests cover all similar requests.

const { createBaxVerifyAdapter } = requireThere('@baxcloud/parse-server-baxverify');
const Parse = requireOfParseServer('parse/node');
const phone = newPhone();

/** A request as from Parse Server, and a service that refuses every proof. */
function setUp(change = {}) {
  let asked = 0;
  const client = {
    toJSON: () => ({ projectId: 'proj' }),
    validateVerificationToken: async () => {
      asked += 1;
      return { valid: false, phone, projectId: 'proj' };
    },
  };
  const adapter = createBaxVerifyAdapter({ client, ...change.options });
  const user = (id, authData) =>
    Parse.User.fromJSON({ className: '_User', objectId: id, authData });
  const request = {
    triggerName: undefined,
    object: user('a'),
    original: user('a', { baxverify: { id: phone } }),
    user: user('a'),
    master: false,
    log: { warn() {}, error() {} },
    config: { auth: { baxverify: adapter } },
    ...change.request?.(user, adapter),
  };
  const validate = async (authData = { id: phone, token: 'spent' }, provider = adapter) => {
    try {
      return [await adapter.validateAuthData(authData, provider, request), asked];
    } catch (error) {
      return [error.code, asked];
    }
  };
  return { validate, adapter };
}

describe('an id that the user already has', () => {
  test('is saved without a validation, with any other fields', async () => {
    for (const rest of [{ token: 'spent' }, {}, { token: null }, { token: { a: 1 }, save: 1 }]) {
      const { validate } = setUp();
      const authData = { id: phone, ...rest };
      assert.deepEqual(await validate(authData), [{ save: { id: phone } }, 0]);
      assert.ok(!('token' in authData), 'the answer would repeat the token');
    }
  });

  const asked = {
    'another user asks': (user) => ({ user: user('b') }),
    'another user is written': (user) => ({ object: user('b') }),
    'another user has it': (user) => ({ original: user('b', { baxverify: { id: phone } }) }),
    'nobody asks': () => ({ user: undefined }),
    'nobody asks, and nobody is written': () => ({ user: undefined, object: undefined }),
    'users without an id': (user) => ({
      user: user(),
      object: user(),
      original: user(undefined, { baxverify: { id: phone } }),
    }),
    'users with an empty id': () => ({
      user: { id: '' },
      object: { id: '' },
      original: { id: '', get: () => ({ baxverify: { id: phone } }) },
    }),
    'ids that only look equal': () => ({
      user: { id: ['a'] },
      object: { id: ['a'] },
    }),
    'the master key asks': () => ({ master: true }),
    'it is not said whether the master key asks': () => ({ master: undefined }),
    'a challenge': () => ({ isChallenge: true }),
    'no challenge, but one is spoken of': () => ({ isChallenge: false }),
    'no user is known': () => ({ original: undefined }),
    'the user has no authData': (user) => ({ original: user('a') }),
    'the user has other authData': (user) => ({ original: user('a', { other: { id: phone } }) }),
    'the user has another phone': (user) => ({
      original: user('a', { baxverify: { id: newPhone() } }),
    }),
    'the stored id is a list': (user) => ({ original: user('a', { baxverify: { id: [phone] } }) }),
    'the stored id is an object': () => ({
      original: { id: 'a', get: () => ({ baxverify: { id: { toString: () => phone } } }) },
    }),
    'the stored id is inherited': () => ({
      original: { id: 'a', get: () => ({ baxverify: Object.create({ id: phone }) }) },
    }),
    'the stored provider is inherited': () => ({
      original: { id: 'a', get: () => JSON.parse(`{"__proto__":{"baxverify":{"id":"${phone}"}}}`) },
    }),
    'a stored __proto__': () => ({
      original: {
        id: 'a',
        get: () => ({ __proto__: { baxverify: { id: phone } } }),
      },
    }),
    'an original that cannot be read': () => ({ original: { id: 'a' } }),
    'the configuration is not told': () => ({ config: undefined }),
    'the configuration tells of no provider': () => ({ config: { auth: {} } }),
    'the configuration is another': () => ({ config: { auth: { baxverify: {} } } }),
    'two providers share the adapter': (_user, adapter) => ({
      config: { auth: { baxverify: adapter, other: adapter } },
    }),
    'the id is stored for another provider of the kind': (user, adapter) => ({
      original: user('a', { baxverify: { id: phone } }),
      config: { auth: { baxverify: {}, other: adapter } },
    }),
    'request without own properties': (user, adapter) =>
      Object.create({ user: user('a'), config: { auth: { baxverify: adapter } } }),
  };
  for (const [name, request] of Object.entries(asked)) {
    test(`is no reason to take it where ${name}`, async () => {
      const { validate } = setUp({
        request: (user, adapter) => {
          const change = request(user, adapter);
          if (name !== 'request without own properties') return change;
          return { user: undefined, config: undefined };
        },
      });
      const [result, count] = await validate();
      assert.equal(typeof result, 'number', JSON.stringify(result));
      assert.equal(count, 1);
    });
  }

  test('must be the same id', async () => {
    const digits = phone.slice(1);
    for (const id of [
      digits,
      `${phone} `,
      ` ${phone}`,
      `00${digits}`,
      `${phone}\n`,
      `${phone}\u0000`,
      phone.replace('6', '６'),
      [phone],
      Object(phone),
      { toString: () => phone },
      Number(digits),
      null,
      undefined,
      newPhone(),
    ]) {
      const { validate } = setUp();
      const [result, count] = await validate({ id, token: 't' });
      assert.equal(typeof result, 'number', String(id));
      assert.equal(count, typeof id === 'string' && /^\+\d+$/.test(id) ? 1 : 0);
      const own = setUp({ options: { normalizePhone: (text) => text } });
      assert.equal(typeof (await own.validate({ id, token: 't' }))[0], 'number', String(id));
    }
    const inherited = Object.create({ id: phone, token: 't' });
    assert.deepEqual(await setUp().validate(inherited), [162, 0]);
  });

  test('is refused if phone login is turned off or the configuration is wrong', async () => {
    assert.deepEqual(await setUp({ options: { enabled: false } }).validate(), [252, 0]);
    const { validate, adapter } = setUp();
    assert.deepEqual(await validate(undefined, { module: adapter, purposes: ['X'] }), [252, 0]);
  });
});

describe('over REST', { timeout: 120_000 }, () => {
  const t = suite();
  let database;
  let service;
  let server;
  before(async () => {
    ({ database, service, server } = await setStage(t, { providers: { other: true } }));
  });
  beforeEach(() => service.front.taken());

  const consumed = () => service.front.taken().map(({ consume }) => consume);
  async function newUser() {
    const proof = await service.prove(newPhone());
    const { body } = await server.logIn(proof);
    consumed();
    return { proof, phone: proof.id, id: body.objectId, session: body.sessionToken };
  }

  test("a spent proof of the user's own phone changes nothing, and is not returned", async () => {
    const { proof, id, session, phone: own } = await newUser();
    for (const authData of [proof, { ...proof, token: 'a.b.c' }, { id: own, token: 7 }]) {
      const answer = await server.update(id, authData, { session });
      assert.equal(answer.status, 200);
      assert.ok(!JSON.stringify(answer.body).includes('token'));
    }
    assert.deepEqual(consumed(), []);
    assert.deepEqual((await database.user(id)).authData, { baxverify: { id: own } });
  });

  test("a login within the user's own session gives no more than only the id", async () => {
    const { proof, phone: own, id, session } = await newUser();
    const echo = await server.logIn({ id: own }, { session });
    const spent = await server.logIn(proof, { session });
    for (const { status, body } of [echo, spent]) {
      assert.deepEqual([status, body.objectId], [200, id]);
      assert.deepEqual(body.authData, { baxverify: { id: own } });
    }
    assert.deepEqual(consumed(), []);
  });

  test('a spent proof is refused for every other user', async () => {
    const victim = await newUser();
    const mallory = await newUser();
    const { objectId: bare, sessionToken } = await server.signUp('repeater');
    const before = [await database.users(), await database.sessions()];
    const login = (name, extra) =>
      server.call('POST', '/login', {
        body: { username: name, password: 'secret-password', ...extra },
        session: victim.session,
      });
    const by = { session: mallory.session };
    const authData = { baxverify: victim.proof };
    const requests = {
      login: () => server.logIn(victim.proof),
      'login with the master key': () => server.logIn(victim.proof, { headers: asMaster }),
      'login in another session': () => server.logIn(victim.proof, by),
      "link to another's account": () => server.update(mallory.id, victim.proof, by),
      'link to an account without a phone': () =>
        server.update(bare, victim.proof, { session: sessionToken }),
      "the victim's account, by another": () => server.update(victim.id, victim.proof, by),
      "the victim's account, by nobody": () => server.update(victim.id, victim.proof),
      "another's account, by the victim": () =>
        server.update(mallory.id, victim.proof, { session: victim.session }),
      "another's phone, by the victim's session": () =>
        server.update(victim.id, mallory.proof, { session: victim.session }),
      'a login by name of another, in the session of the victim': () =>
        login('repeater', { authData }),
      'with a second provider of another': () =>
        server.call('PUT', `/users/${mallory.id}`, {
          body: { authData: { ...authData, other: { id: 'o' } } },
          ...by,
        }),
      challenge: () =>
        server.call('POST', '/challenge', {
          body: { authData, challengeData: { baxverify: {} } },
          session: victim.session,
        }),
      'the class route': () =>
        server.call('PUT', `/classes/_User/${mallory.id}`, { body: { authData }, ...by }),
      'an update with the master key': () =>
        server.update(victim.id, { ...victim.proof, id: mallory.phone }, { headers: asMaster }),
    };
    for (const [name, request] of Object.entries(requests)) {
      const { status, body } = await request();
      assert.ok(status >= 400, `${name}: ${status} ${JSON.stringify(body)}`);
      assert.ok(!JSON.stringify(body).includes('sessionToken'), name);
      assert.deepEqual([await database.users(), await database.sessions()], before, name);
    }
    assert.ok(!consumed().includes(undefined));
  });

  test('a batch and other forms of a request get the same result', async () => {
    const victim = await newUser();
    const mallory = await newUser();
    const body = { authData: { baxverify: victim.proof } };
    const before = [await database.users(), await database.sessions()];
    const batch = await server.call('POST', '/batch', {
      session: mallory.session,
      body: {
        requests: [
          { method: 'PUT', path: `/parse/users/${mallory.id}`, body },
          { method: 'PUT', path: `/parse/users/${victim.id}`, body },
          { method: 'POST', path: '/parse/users', body },
          { method: 'POST', path: '/parse/classes/_User', body },
        ],
      },
    });
    for (const { success } of [batch.body].flat()) assert.equal(success, undefined);
    for (const [path, change] of [
      [`/users/${mallory.id}`, { _method: 'PUT', _SessionToken: mallory.session }],
      [`/users/${victim.id}`, { _method: 'PUT', _SessionToken: mallory.session }],
      ['/users', { _SessionToken: mallory.session }],
      ['/classes/_User', { objectId: victim.id, _SessionToken: mallory.session }],
      ['/users', { objectId: victim.id }],
    ]) {
      const answer = await server.call('POST', path, { body: { ...body, ...change } });
      assert.ok(answer.status >= 400, JSON.stringify([path, change, answer]));
    }
    assert.deepEqual([await database.users(), await database.sessions()], before);
  });

  test('a change of phone at the same time never gives one phone to two users', async () => {
    for (let n = 0; n < 5; n += 1) {
      const user = await newUser();
      const by = { session: user.session };
      const next = await service.prove(newPhone());
      const again = await service.prove(user.phone);
      await Promise.all([
        server.update(user.id, next, by),
        server.update(user.id, user.proof, by),
        server.logIn(again),
        server.update(user.id, user.proof, by),
      ]);
      const phones = (await database.users()).map(({ authData }) => authData?.baxverify?.id);
      assert.ok(phones.filter((id) => id === user.phone).length <= 1);
      assert.ok(phones.filter((id) => id === next.id).length <= 1);
    }
  });

  test('a phone that was unlinked or changed needs a new proof', async () => {
    const user = await newUser();
    const by = { session: user.session };
    const next = await service.prove(newPhone());
    assert.equal((await server.update(user.id, next, by)).status, 200);
    const back = await server.update(user.id, user.proof, by);
    assert.deepEqual([back.status, back.body.code], [400, 251]);
    assert.equal((await server.update(user.id, null, by)).status, 200);
    for (const proof of [user.proof, next]) {
      const { status, body } = await server.update(user.id, proof, by);
      assert.deepEqual([status, body.code], [400, 251]);
    }
  });
});

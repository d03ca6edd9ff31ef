import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { asMaster } from './support/rest.mjs';
import { setStage } from './support/stage.mjs';
import { newPhone, suite } from './support/suite.mjs';

/** `{"alg":"none","typ":"JWT"}` */
const ALG_NONE = 'eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0';

describe('an attacker', { timeout: 180_000 }, () => {
  const t = suite();
  let database;
  let service;
  let server;
  /** A user with a phone, whom the attacker knows the phone and the id of. */
  let victim;
  /** A user who has logged in by name, without a phone. */
  let mallory;
  /** Fresh proofs of the attacker's own phone. */
  let own;

  before(async () => {
    ({ database, service, server } = await setStage(t));
    const phone = newPhone();
    const { body } = await server.logIn(await service.prove(phone));
    victim = { phone, id: body.objectId, session: body.sessionToken };
    const { objectId, sessionToken } = await server.signUp('mallory');
    mallory = { id: objectId, session: sessionToken };
    const malloryPhone = newPhone();
    own = () => service.prove(malloryPhone);
  });

  /** Makes requests, none of which may change an account or open a session. */
  async function gainsNothing(requests) {
    const before = [await database.users(), await database.sessions()];
    for (const [name, request] of Object.entries(requests)) {
      const { status, body } = await request();
      const text = `${name}: ${status} ${JSON.stringify(body).slice(0, 300)}`;
      assert.ok(status >= 400, text);
      assert.ok(!JSON.stringify(body).includes('sessionToken'), text);
      assert.ok(!JSON.stringify(body).includes(victim.session), text);
      assert.deepEqual([await database.users(), await database.sessions()], before, text);
    }
  }

  const whole = (body, options) => () => server.call('POST', '/users', { body, ...options });
  const provider = (authData, options) => whole({ authData: { baxverify: authData } }, options);

  test('gains nothing by a token that is none', async () => {
    const { token: foreign } = await own();
    const [, claims, signature] = foreign.split('.');
    const forged = Buffer.from(
      JSON.stringify({ sub: victim.phone, projectId: 'proj_emulator', exp: 4e9, jti: 'x' }),
    ).toString('base64url');
    const tokens = {
      missing: undefined,
      null: null,
      empty: '',
      blank: ' ',
      true: true,
      zero: 0,
      one: 1,
      array: ['a'],
      'array with a good token': [foreign],
      object: { toString: 'x' },
      'object with a good token': { token: foreign },
      operator: { $ne: null },
      delete: { __op: 'Delete' },
      words: 'undefined',
      nul: '\u0000',
      dots: '..',
      huge: 'a'.repeat(2_000_000),
      'large JWT': `${'a'.repeat(3000)}.${'b'.repeat(3000)}.${'c'.repeat(3000)}`,
      'alg none': `${ALG_NONE}.${forged}.`,
      'alg none, signed': `${ALG_NONE}.${forged}.${signature}`,
      'own signature': `${foreign.split('.')[0]}.${forged}.${signature}`,
      'own claims, alg none': `${ALG_NONE}.${claims}.`,
      'newline after': `${foreign}\n`,
      header: `Bearer ${foreign}`,
      'session token': mallory.session,
      'api key': 'bax_sk_key',
    };
    await gainsNothing(
      Object.fromEntries(
        Object.entries(tokens).map(([name, token]) => [
          name,
          provider({ id: victim.phone, token }),
        ]),
      ),
    );
  });

  test("gains nothing by a good proof of another phone, however the victim's is written", async () => {
    const digits = victim.phone.slice(1);
    const ids = [
      victim.phone,
      ` ${victim.phone}`,
      `${victim.phone} `,
      `${victim.phone}\n`,
      `${victim.phone}\u0000`,
      `\u200b${victim.phone}`,
      `\ufeff${victim.phone}`,
      `\u202e${victim.phone}`,
      digits,
      `00${digits}`,
      `＋${digits}`,
      victim.phone.replace('6', '６'),
      victim.phone.replace('6', '٦'),
      `+${digits.slice(0, 2)} ${digits.slice(2)}`,
      `+${digits.slice(0, 2)}-${digits.slice(2)}`,
      `tel:${victim.phone}`,
      `${victim.phone}x`,
      `${victim.phone},${(await own()).id}`,
      `${(await own()).id} OR 1=1`,
      `' OR '1'='1`,
      '%',
      '+%',
      '*',
      `${victim.phone.slice(0, -1)}_`,
      '',
      'null',
      'undefined',
      '[object Object]',
      Number(digits),
      0,
      -1,
      true,
      null,
      [],
      [victim.phone],
      [[victim.phone]],
      {},
      { toString: victim.phone },
      { $ne: null },
      { $regex: '.*' },
      { $in: [victim.phone] },
      { $exists: true },
      { __op: 'Delete' },
      { __type: 'Bytes', base64: 'AA==' },
      { __type: 'Pointer', className: '_User', objectId: victim.id },
      victim.id,
      mallory.id,
    ];
    const requests = {};
    for (const id of ids) {
      const { token } = await own();
      requests[`login as ${JSON.stringify(id)}`] = provider({ id, token });
      const fresh = (await own()).token;
      requests[`link of ${JSON.stringify(id)}`] = () =>
        server.update(mallory.id, { id, token: fresh }, { session: mallory.session });
    }
    await gainsNothing(requests);
  });

  test('gains nothing by authData of another shape', async () => {
    const { id, token } = await own();
    const foreign = { id: victim.phone, token };
    const requests = {};
    const shapes = {
      null: null,
      string: 'x',
      phone: victim.phone,
      number: 1,
      zero: 0,
      true: true,
      false: false,
      array: [],
      'array of it': [foreign],
      empty: {},
      'id alone': { id: victim.phone },
      'token alone': { token },
      nested: { baxverify: foreign },
      'nested authData': { authData: { baxverify: foreign } },
      'id and save': { id: victim.phone, save: { id: victim.phone } },
      flags: { id: victim.phone, isChallenge: true, master: true, valid: true, enabled: true },
      'proof of its own': { id: victim.phone, token, phone: victim.phone, proof: { valid: true } },
      options: { id: victim.phone, options: { enabled: true }, client: {} },
      capital: { Id: victim.phone, Token: token },
      'two ids': { ...foreign, ID: id },
    };
    for (const [name, shape] of Object.entries(shapes)) requests[name] = provider(shape);
    const wholes = {
      'authData null': null,
      'authData string': 'baxverify',
      'authData array': [foreign],
      'authData empty': {},
      'authData without provider': foreign,
      'other case': { BaxVerify: foreign },
      blank: { 'baxverify ': foreign },
      dotted: { 'baxverify.id': victim.phone },
      'unknown provider': { baxverify2: { id } },
      'with another': { anonymous: { id: 'a-1' }, baxverify: { id: victim.phone } },
      'with another, foreign': { anonymous: { id: 'a-2' }, baxverify: foreign },
      'with unknown': { nothing: { id: 'a' }, baxverify: { id: victim.phone } },
      'with null': { anonymous: null, baxverify: { id: victim.phone } },
      'with empty': { anonymous: {}, baxverify: { id: victim.phone } },
    };
    for (const [name, authData] of Object.entries(wholes)) requests[name] = whole({ authData });
    requests['dotted field'] = whole({ 'authData.baxverify': { id: victim.phone } });
    requests['dotted deep'] = whole({ 'authData.baxverify.id': victim.phone });
    requests['stored field'] = whole({ _auth_data_baxverify: { id: victim.phone } });
    requests.operation = whole({
      authData: { __op: 'SetOnInsert', amount: { baxverify: foreign } },
    });
    requests.addition = whole({ authData: { __op: 'Add', objects: [foreign] } });
    await gainsNothing(requests);
  });

  test('gains nothing by keys that reach a prototype', async () => {
    const { id, token } = await own();
    const phone = JSON.stringify(victim.phone);
    const bodies = [
      `{"authData":{"baxverify":{"__proto__":{"id":${phone},"token":"${token}"}}}}`,
      `{"authData":{"baxverify":{"id":${phone},"__proto__":{"token":"${token}"}}}}`,
      `{"authData":{"baxverify":{"constructor":{"prototype":{"id":${phone}}},"token":"${token}"}}}`,
      `{"authData":{"baxverify":{"id":${phone},"constructor":{"name":"x"},"token":"${token}"}}}`,
      `{"authData":{"__proto__":{"baxverify":{"id":${phone},"token":"${token}"}}}}`,
      `{"__proto__":{"authData":{"baxverify":{"id":${phone},"token":"${token}"}}}}`,
      `{"authData":{"constructor":{"id":${phone}}}}`,
      `{"authData":{"toString":{"id":${phone}}}}`,
      `{"authData":{"hasOwnProperty":{"id":${phone}}}}`,
      `{"authData":{"baxverify":{"id":${phone},"hasOwnProperty":1,"token":1}}}`,
      `{"authData":{"baxverify":{"id":"${id}","id":${phone},"token":"${token}"}}}`,
      `{"authData":{"baxverify":{"toJSON":"x","id":${phone},"token":{"toJSON":"x"}}}}`,
    ];
    await gainsNothing(Object.fromEntries(bodies.map((body) => [body, whole(body)])));
    assert.equal({}.id, undefined);
    // The server, too, is as it was.
    assert.equal((await server.logIn({ x: 1 })).body.code, 162);
  });

  test("gains nothing by another's session, by none, or by other routes", async () => {
    const { id, token } = await own();
    const foreign = { id: victim.phone, token };
    const put = (authData, options) => () => server.update(victim.id, authData, options);
    const by = { session: mallory.session };
    const body = { authData: { baxverify: { id: victim.phone } } };
    const login = { username: 'mallory', password: 'wrong', authData: { baxverify: foreign } };
    const batch = (method, path, content) => async () => {
      const requests = [{ method, path: `/parse${path}`, body: content }];
      const answer = await server.call('POST', '/batch', { body: { requests }, ...by });
      const [first] = Array.isArray(answer.body) ? answer.body : [answer.body];
      return { status: first.success ? 200 : 400, body: first };
    };
    await gainsNothing({
      'PUT by another, echo': put({ id: victim.phone }, by),
      'PUT by another, foreign': put(foreign, by),
      'PUT by another, own': put({ id, token }, by),
      'PUT by another, null': put(null, by),
      'PUT by nobody, echo': put({ id: victim.phone }),
      'PUT by nobody, foreign': put(foreign),
      'PUT by nobody, null': put(null),
      'PUT with a false session': put({ id: victim.phone }, { session: 'r:0' }),
      'PUT with a wrong master key': put({ id }, { headers: { 'x-parse-master-key': 'x' } }),
      'POST by another, echo': whole(body, by),
      'login without password': () => server.call('POST', '/login', { body }),
      'login with GET': () =>
        server.call('GET', `/login?authData=${encodeURIComponent(JSON.stringify(body.authData))}`),
      'login by a wrong password': () => server.call('POST', '/login', { body: login }),
      loginAs: () => server.call('POST', '/loginAs', { body: { userId: victim.id }, ...by }),
      '_method GET': whole({ ...body, _method: 'GET' }),
      '_method PUT on users': whole({ ...body, _method: 'PUT' }),
      '_method PUT on the victim': () =>
        server.call('POST', `/users/${victim.id}`, { body: { ...body, _method: 'PUT' } }),
      '_method with a session': () =>
        server.call('POST', `/users/${victim.id}`, {
          body: { ...body, _method: 'PUT', _SessionToken: mallory.session },
        }),
      '_MasterKey in the body': whole({ ...body, _MasterKey: 'x' }),
      'class route': () => server.call('POST', '/classes/_User', { body }),
      'class route PUT': () => server.call('PUT', `/classes/_User/${victim.id}`, { body, ...by }),
      'session route': () =>
        server.call('POST', '/sessions', {
          body: { user: { __type: 'Pointer', className: '_User', objectId: victim.id } },
        }),
      challenge: () =>
        server.call('POST', '/challenge', { body: { ...body, challengeData: { baxverify: {} } } }),
      'challenge, foreign': () =>
        server.call('POST', '/challenge', {
          body: { authData: { baxverify: foreign }, challengeData: { baxverify: {} } },
        }),
      'challenge with operators': () =>
        server.call('POST', '/challenge', {
          body: { authData: { baxverify: { id: { $ne: null } } }, challengeData: { a: {} } },
        }),
      'batch login': batch('POST', '/users', body),
      'batch update': batch('PUT', `/users/${victim.id}`, body),
      'batch link': batch('PUT', `/users/${mallory.id}`, {
        authData: { baxverify: { ...foreign } },
      }),
      'master key for oneself': () =>
        server.update(mallory.id, { id: newPhone() }, { headers: asMaster }),
      'master key, foreign proof': async () =>
        server.update(mallory.id, { ...(await own()), id: newPhone() }, { headers: asMaster }),
      'master key, new user': provider({ id: newPhone() }, { headers: asMaster }),
      'read-only master key': provider(
        { id: newPhone() },
        { headers: { 'x-parse-master-key': 'read-only' } },
      ),
      'maintenance key': provider(
        { id: newPhone() },
        { headers: { 'x-parse-maintenance-key': 'maintenance' } },
      ),
    });
  });

  test("gains nothing by another project's proof", async () => {
    const other = service.emulator.updateProject({ projectId: 'proj_other' });
    const headers = {
      authorization: `Bearer ${other.apiKeys[0].key}`,
      'x-project-id': 'proj_other',
      'content-type': 'application/json',
    };
    const call = async (path, body) => {
      const options = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await fetch(`${service.emulator.url}/auth/sms${path}`, options)).json();
    };
    const phone = newPhone();
    const proveThere = async (number) => {
      await call('/send', { phone: number });
      const { accessToken } = await call('/verify', {
        phone: number,
        code: service.emulator.codeFor(number),
      });
      return { id: number, token: accessToken };
    };
    // There it is good: what is refused here is the project.
    const { token } = await proveThere(phone);
    assert.equal((await call('/validate-token', { token })).valid, true);
    await gainsNothing({
      login: provider(await proveThere(victim.phone)),
      signup: provider(await proveThere(phone)),
    });
  });

  test('cannot replay a proof that the victim has used', async () => {
    const proof = await service.prove(victim.phone);
    assert.equal((await server.logIn(proof)).status, 200);
    await gainsNothing({
      login: provider(proof),
      link: () => server.update(mallory.id, proof, { session: mallory.session }),
      challenge: () =>
        server.call('POST', '/challenge', {
          body: { authData: { baxverify: proof }, challengeData: { baxverify: {} } },
        }),
    });
  });

  test('cannot use the server to flood the service', async () => {
    service.front.taken();
    const tokens = [undefined, '', 7, ['a'], { a: 1 }, 'a'.repeat(8193)];
    const ids = [undefined, '', 7, 'x', '+0123456789', `+${'1'.repeat(40)}`, ['+4366412345678']];
    for (const token of tokens) await server.logIn({ id: victim.phone, token });
    for (const id of ids) await server.logIn({ id, token: 'a.b.c' });
    assert.deepEqual(service.front.taken(), []);
  });

  test('leaves the victim able to log in', async () => {
    const { body } = await server.logIn(await service.prove(victim.phone));
    assert.equal(body.objectId, victim.id);
    const [{ authData }] = (await database.users()).filter(
      ({ objectId }) => objectId === victim.id,
    );
    assert.deepEqual(authData, { baxverify: { id: victim.phone } });
  });
});

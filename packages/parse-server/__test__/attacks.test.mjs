import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setAttack } from './support/attack.mjs';
import { suite } from './support/suite.mjs';

/** `{"alg":"none","typ":"JWT"}` */
const ALG_NONE = 'eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0';

describe('an attacker with authData of any shape', { timeout: 180_000 }, () => {
  const t = suite();
  let database;
  let service;
  let server;
  let victim;
  let mallory;
  let own;
  let gainsNothing;
  let whole;
  let provider;
  before(async () => {
    ({ database, service, server, victim, mallory, own, gainsNothing, whole, provider } =
      await setAttack(t));
  });

  test('gains nothing with an invalid token', async () => {
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

  test('gains nothing with authData of another shape', async () => {
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

  test('gains nothing with keys that reach a prototype', async () => {
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
    // The server is also unchanged.
    assert.equal((await server.logIn({ x: 1 })).body.code, 162);
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

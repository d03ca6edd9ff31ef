import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setAttack } from './support/attack.mjs';
import { asMaster } from './support/rest.mjs';
import { newPhone, suite } from './support/suite.mjs';

describe('an attacker on any route', { timeout: 180_000 }, () => {
  const t = suite();
  let service;
  let server;
  let victim;
  let mallory;
  let own;
  let gainsNothing;
  let whole;
  let provider;
  before(async () => {
    ({ service, server, victim, mallory, own, gainsNothing, whole, provider } = await setAttack(t));
  });

  test('gains nothing with another session, without a session, or with other routes', async () => {
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

  test('gains nothing with a proof of another project', async () => {
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
    // The proof is valid there. Only the project is refused here.
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
});

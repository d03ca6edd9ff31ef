import assert from 'node:assert/strict';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';

let numbers = 10_000_000;
/** A number that no other test has used. */
export function newPhone() {
  numbers += 1;
  return `+43664${numbers}`;
}

/** From nobody to a session and back. */
export async function logIn(app, emulator) {
  const user = app.visitor();
  const phone = newPhone();
  assert.equal((await user.get('/api/me')).status, 401);

  const sent = await user.post('/api/login/send', { phone });
  assert.deepEqual([sent.status, sent.body], [200, { expiresInSeconds: 600 }]);
  const code = await emulator.waitForCode(phone);
  const login = await user.post('/api/login/verify', { phone, code });
  assert.equal(login.status, 200);
  assert.equal(login.body.user.phone, phone);
  assert.match(
    login.headers.getSetCookie()[0],
    /^__Host-session=[\w.-]+; Path=\/; Expires=.*; Max-Age=3600; Secure; HttpOnly; SameSite=lax$/i,
  );

  const me = await user.get('/api/me');
  assert.deepEqual([me.status, me.body], [200, login.body]);
  assert.equal(me.headers.get('cache-control'), 'no-store');

  const kept = new Map(user.jar);
  assert.equal((await user.post('/api/logout')).status, 204);
  assert.equal(user.jar.size, 0);
  for (const [name, value] of kept) user.jar.set(name, value);
  assert.equal((await user.get('/api/me')).status, 401, 'a kept cookie is over too');
}

export async function login(t, app, emulator) {
  await t.test('the second login is the same user', async () => {
    const phone = newPhone();
    const ids = [];
    for (const written of [phone, phone.replace('+43', '0043 (').replace('664', '664) ')]) {
      const user = app.visitor();
      await user.post('/api/login/send', { phone: written });
      const code = await emulator.waitForCode(phone);
      const { body } = await user.post('/api/login/verify', { phone: written, code: ` ${code} ` });
      ids.push(body.user.id);
    }
    assert.equal(ids[0], ids[1]);
  });

  await t.test('a proof from elsewhere logs in, once', async () => {
    const token = await proofOf(emulator, 'LOGIN');
    const user = app.visitor();
    const login = await user.post('/api/login/proof', { token });
    assert.equal(login.status, 200);
    assert.deepEqual((await user.get('/api/me')).body, login.body);
    const again = await app.visitor().post('/api/login/proof', { token });
    assert.deepEqual([again.status, again.body.error], [401, 'proof_refused']);
  });

  await t.test('a proof for another purpose, of another project or made up does not', async () => {
    const token = await proofOf(emulator.createProject(), 'LOGIN');
    const forged = `${(await proofOf(emulator, 'LOGIN')).split('.').slice(0, 2).join('.')}.AAAA`;
    const others = [await proofOf(emulator, 'PASSWORD_RESET'), await proofOf(emulator)];
    for (const bad of [...others, token, forged]) {
      const user = app.visitor();
      const { status, body } = await user.post('/api/login/proof', { token: bad });
      assert.deepEqual([status, body.error], [401, 'proof_refused']);
      assert.equal(user.jar.size, 0);
    }
  });

  await t.test('a token of one kind is no good as one of another', async () => {
    const user = app.visitor();
    user.jar.set('__Host-session', await proofOf(emulator, 'LOGIN'));
    assert.equal((await user.get('/api/me')).status, 401);
    user.jar.delete('__Host-session');
    await user.submit(await user.open('/login'), { phone: newPhone() });
    user.jar.set('__Host-session', user.jar.get('__Host-login'));
    assert.equal((await user.get('/api/me')).status, 401);
  });

  await t.test('input that cannot be used is refused before the service is asked', async () => {
    const phone = newPhone();
    for (const [path, body, error] of [
      ['send', {}, 'invalid_phone'],
      ['send', { phone: 43_664_123 }, 'invalid_phone'],
      ['send', { phone: phone.slice(3) }, 'invalid_phone'],
      ['send', { phone: [phone] }, 'invalid_phone'],
      ['send', [phone], 'invalid_input'],
      ['verify', { phone, code: 'abcdef' }, 'invalid_code'],
      ['verify', { phone, code: 123_456 }, 'invalid_code'],
      ['proof', { token: 'no token' }, 'invalid_input'],
      ['proof', { token: { length: 1 } }, 'invalid_input'],
    ]) {
      const answer = await app.visitor().post(`/api/login/${path}`, body);
      assert.deepEqual([answer.status, answer.body.error], [400, error]);
    }
    const long = await app.visitor().post('/api/login/send', { phone, more: 'x'.repeat(9000) });
    assert.equal(long.status, 413);
    const broken = await fetch(`${app.url}/api/login/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    assert.equal(broken.status, 400);
    assert.equal(emulator.messages({ phone }).length, 0);
  });

  await t.test('a form of another site cannot send an SMS', async () => {
    const phone = newPhone();
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const answer = await app
        .visitor()
        .post('/api/login/send', { phone }, { 'content-type': type });
      assert.equal(answer.status, 415);
    }
    assert.equal(emulator.messages({ phone }).length, 0);
  });
}

/** What an app on a phone does by itself. */
async function proofOf(service, purpose) {
  const { projectId, apiKey, url: baseUrl } = service;
  const client = new BaxCloudVerifyClient({ projectId, apiKey, baseUrl });
  const phone = newPhone();
  await client.sendOtp({ phone, purpose });
  const code = await service.waitForCode(phone);
  return (await client.verifyOtp({ phone, code })).accessToken;
}

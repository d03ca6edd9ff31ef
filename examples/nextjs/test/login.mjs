import assert from 'node:assert/strict';
import { BaxCloudVerifyClient } from '@baxcloud/baxverify';
import { newPhone } from '../../kit/login.mjs';
import { proofOf } from '../../kit/proofs.mjs';

/** From nobody to a session and back. */
export async function logIn(app, emulator) {
  const user = app.visitor();
  const phone = newPhone();
  assert.equal((await user.get('/api/me')).status, 401);

  const sent = await user.post('/api/login/send', { phone });
  const waits = { expiresInSeconds: 600, resendAfterSeconds: 30 };
  assert.deepEqual([sent.status, sent.body], [200, { phone, ...waits }]);
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

  await t.test('a token of one kind is no good as one of another', async () => {
    const user = app.visitor();
    user.jar.set(
      '__Host-session',
      await proofOf(BaxCloudVerifyClient, emulator, newPhone(), 'LOGIN'),
    );
    assert.equal((await user.get('/api/me')).status, 401);
    user.jar.delete('__Host-session');
    await user.submit(await user.open('/login'), { phone: newPhone() });
    user.jar.set('__Host-session', user.jar.get('__Host-login'));
    assert.equal((await user.get('/api/me')).status, 401);
  });
}

import assert from 'node:assert/strict';
import { newPhone } from '../../kit/login.mjs';

export async function page(t, app, emulator) {
  await t.test('the login page works without scripts', async () => {
    const user = app.visitor();
    const phone = newPhone();
    const first = await user.open('/');
    assert.equal(first.path, '/login');

    const wrong = await user.submit(first, { phone: '12' });
    assert.match(alertOf(wrong), /country code/);

    const second = await user.submit(wrong, { phone });
    assert.equal(second.path, '/login?step=code');
    const code = await emulator.waitForCode(phone);

    const refused = await user.submit(second, { code: code === '000000' ? '111111' : '000000' });
    assert.equal(refused.path, '/login?step=code&error=wrong_code');
    assert.match(alertOf(refused), /not the code/);

    const home = await user.submit(refused, { code });
    assert.equal(home.path, '/');
    assert.ok(home.html.includes(phone));
    assert.deepEqual([...user.jar.keys()], ['__Host-session']);
    assert.equal((await user.get('/api/me')).body.user.phone, phone);

    const out = await user.submit(home, {});
    assert.equal(out.path, '/login');
    assert.equal(user.jar.size, 0);
  });

  await t.test('without the first form the second is not taken', async () => {
    const user = app.visitor();
    const form = await user.open('/login?step=code');
    assert.equal((await user.submit(form, { code: '123456' })).path, '/login?error=code_expired');
  });

  await t.test('another site cannot post the form', async () => {
    const user = app.visitor();
    const phone = newPhone();
    const { status } = await user.submit(await user.open('/login'), { phone }, 'http://evil.test');
    assert.equal(status, 500);
    assert.equal(emulator.messages({ phone }).length, 0);
  });

  await t.test('the form has the same limits as the routes', async () => {
    const phone = newPhone();
    for (let n = 0; n < 2; n += 1) await app.visitor().post('/api/login/send', { phone });
    const user = app.visitor();
    const { path } = await user.submit(await user.open('/login'), { phone });
    assert.equal(path, '/login?error=slow_down');

    const other = app.visitor();
    other.comesFrom('192.0.2.1, 203.0.113.99');
    for (let n = 0; n < 15; n += 1)
      assert.equal((await other.post('/api/login/send', { phone: newPhone() })).status, 200);
    other.comesFrom('192.0.2.2, 203.0.113.99');
    const refused = await other.submit(await other.open('/login'), { phone: newPhone() });
    assert.equal(refused.path, '/login?error=slow_down');
  });

  await t.test('the address cannot put words into the page', async () => {
    for (const error of ['constructor', '<b>hello</b>', 'told']) {
      const { html } = await app.visitor().open(`/login?error=${encodeURIComponent(error)}`);
      assert.equal(alertOf({ html }), undefined);
    }
  });
}

const alertOf = ({ html }) => /<p role="alert">([^<]*)</.exec(html)?.[1];

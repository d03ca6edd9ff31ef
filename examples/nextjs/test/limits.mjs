import assert from 'node:assert/strict';
import { newPhone } from '../../kit/login.mjs';

export async function limits(t, app, emulator) {
  await t.test('one number gets five SMS in ten minutes, whoever asks', async () => {
    const phone = newPhone();
    const ways = [phone, phone.replace('+', '00'), phone.replace('664', ' 664-')];
    const answers = [];
    for (let n = 0; n < 7; n += 1)
      answers.push(await app.visitor().post('/api/login/send', { phone: ways[n % 3] }));
    const statuses = answers.map(({ status }) => status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429]);
    assert.equal(emulator.messages({ phone }).length, 5);
    assert.equal(answers[6].body.error, 'slow_down');
    const wait = Number(answers[6].headers.get('retry-after'));
    assert.ok(wait > 570 && wait <= 600, `${wait}`);
  });

  await t.test('one address asks for twenty SMS, and what it claims is not believed', async () => {
    const user = app.visitor();
    const statuses = [];
    for (let n = 0; n < 22; n += 1) {
      user.comesFrom(`192.0.2.${n}, 203.0.113.1`);
      statuses.push((await user.post('/api/login/send', { phone: newPhone() })).status);
    }
    assert.deepEqual(statuses.slice(19), [200, 429, 429]);
    assert.equal((await app.visitor().post('/api/login/send', { phone: newPhone() })).status, 200);
  });

  await t.test('the addresses of one IPv6 network are one', async () => {
    const user = app.visitor();
    const statuses = [];
    for (let n = 0; n < 21; n += 1) {
      user.comesFrom(`2001:db8::${n}`);
      statuses.push((await user.post('/api/login/send', { phone: newPhone() })).status);
    }
    assert.deepEqual(statuses.slice(19), [200, 429]);
  });

  await t.test('codes of one number are tried ten times in ten minutes', async () => {
    const phone = newPhone();
    const statuses = [];
    for (let n = 0; n < 12; n += 1) {
      const user = app.visitor();
      if (n % 5 === 0) await user.post('/api/login/send', { phone });
      statuses.push((await user.post('/api/login/verify', { phone, code: '0000' })).status);
    }
    assert.deepEqual(statuses, [...Array(10).fill(400), 429, 429]);
  });

  await t.test('the form has the same limits', async () => {
    const phone = newPhone();
    for (let n = 0; n < 5; n += 1) await app.visitor().post('/api/login/send', { phone });
    const user = app.visitor();
    const { path } = await user.submit(await user.open('/login'), { phone });
    assert.equal(path, '/login?error=slow_down');
  });
}

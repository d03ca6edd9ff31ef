import assert from 'node:assert/strict';
import { newPhone } from '../../kit/login.mjs';
import { change, develop } from './server.mjs';

/** Logs in, uses up a limit, reloads a module, and checks that session and limit still hold. */
export async function reload(t, env, emulator) {
  const app = await develop(env);
  t.after(() => app.stop());
  const user = app.visitor();
  const phone = newPhone();
  await user.post('/api/login/send', { phone });
  await user.post('/api/login/verify', { phone, code: await emulator.waitForCode(phone) });
  const { body } = await user.get('/api/me');
  assert.equal(body.user.phone, phone);

  const other = { phone: newPhone() };
  for (let n = 0; n < 2; n += 1) await app.visitor().post('/api/login/send', other);
  await change(t, 'lib/keep.ts', 'store.kept ??= new Map();', 'store.kept ||= new Map();');
  const text = 'Log in first, says the changed file.';
  await change(t, 'app/api/me/route.ts', 'Log in first.', text);
  for (let n = 0; ; n += 1) {
    if ((await app.visitor().get('/api/me')).body.message === text) break;
    assert.ok(n < 300, 'the changed file was never loaded');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const refused = await app.visitor().post('/api/login/send', other);
  assert.equal(refused.status, 429, 'the limit was forgotten');
  assert.deepEqual((await user.get('/api/me')).body, body);
}

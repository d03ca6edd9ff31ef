import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { emulate, PHONE } from './support/client.mjs';
import { control } from './support/control.mjs';

const QUERY = `?phone=${encodeURIComponent(PHONE)}`;

test('is healthy', async (t) => {
  const { emulator } = await emulate(t);
  const { status, body } = await control(emulator, 'GET', '/healthz');
  const { version } = createRequire(import.meta.url)('../package.json');
  assert.deepEqual([status, body], [200, { status: 'ok', name: 'baxverify-emulator', version }]);
});

test('shows messages and codes', async (t) => {
  const { emulator, send } = await emulate(t);
  const none = await control(emulator, 'GET', `/emulator/code${QUERY}`);
  assert.deepEqual([none.status, none.body.error.code], [404, 'EMULATOR_NOT_FOUND']);
  await send({ phone: PHONE });
  const code = emulator.codeFor(PHONE);
  const { body } = await control(emulator, 'GET', `/emulator/code${QUERY}`);
  assert.deepEqual(body, { phone: PHONE, code });
  const unescaped = await control(emulator, 'GET', `/emulator/code?phone=${PHONE}`);
  assert.equal(unescaped.body.code, code);
  const all = await control(emulator, 'GET', '/emulator/messages');
  assert.deepEqual(all.body, { messages: emulator.messages(), total: 1 });
  const others = await control(emulator, 'GET', '/emulator/messages?phone=%2B12345678');
  assert.deepEqual(others.body, { messages: [], total: 0 });
});

test('moves the clock', async (t) => {
  const { emulator } = await emulate(t);
  const untouched = await control(emulator, 'GET', '/emulator/clock');
  assert.equal(untouched.body.offsetSeconds, 0);
  const body = { minutes: 59, seconds: 60 };
  const moved = await control(emulator, 'POST', '/emulator/clock', { body });
  assert.equal(moved.body.offsetSeconds, 3_600);
  assert.ok(Date.parse(moved.body.now) - Date.now() > 3_500_000);
  for (const wrong of [
    {},
    { advanceSeconds: -1 },
    { advanceSeconds: 1e12 },
    { weeks: 1 },
    { days: 36_601 },
  ]) {
    const { status } = await control(emulator, 'POST', '/emulator/clock', { body: wrong });
    assert.equal(status, 400, JSON.stringify(wrong));
  }
});

test('changes and creates projects', async (t) => {
  const { emulator, stats } = await emulate(t);
  const patch = (body) => control(emulator, 'PATCH', '/emulator/project', { body });
  const changed = await patch({ active: false, credits: 3 });
  assert.deepEqual([changed.body.active, changed.body.credits], [false, 3]);
  assert.equal((await stats()).body.error.code, 'BAXVERIFY_PROJECT_INACTIVE');
  assert.equal((await patch({ active: true, credits: null })).body.credits, null);
  const created = await patch({ projectId: 'proj_other' });
  assert.match(created.body.apiKeys[0].key, /^bax_sk_/);
  const wrong = await patch({ active: 'no' });
  assert.equal(wrong.status, 400);
  assert.match(wrong.body.error.message, /^active: /);
});

test('resets everything or one project', async (t) => {
  const { emulator, send } = await emulate(t);
  await send({ phone: PHONE });
  const unknown = { projectId: 'nowhere' };
  const missing = await control(emulator, 'POST', '/emulator/reset', { body: unknown });
  assert.equal(missing.status, 404);
  assert.equal(emulator.messages().length, 1);
  const done = await control(emulator, 'POST', '/emulator/reset');
  assert.deepEqual([done.status, done.body], [200, { success: true }]);
  assert.equal(emulator.messages().length, 0);
});

test('refuses foreign hosts and origins on control routes', async (t) => {
  const { emulator } = await emulate(t);
  const own = `127.0.0.1:${emulator.port}`;
  for (const headers of [
    { host: 'evil.example' },
    { host: `evil.example:${emulator.port}` },
    { host: own, origin: 'http://evil.example' },
    { host: own, origin: 'null' },
    { host: own, origin: 'http://127.0.0.1:1' },
  ]) {
    const body = { advanceSeconds: 60 };
    const { status, body: answer } = await control(emulator, 'POST', '/emulator/clock', {
      headers,
      body,
    });
    assert.deepEqual([status, answer.error.code], [403, 'EMULATOR_FORBIDDEN']);
  }
  assert.ok(emulator.advance({}) - Date.now() < 30_000);
  for (const headers of [
    { host: `localhost:${emulator.port}` },
    { host: own, origin: `http://${own}` },
    { host: `[::1]:${emulator.port}` },
  ]) {
    const { status } = await control(emulator, 'GET', '/emulator/messages', { headers });
    assert.equal(status, 200, JSON.stringify(headers));
  }
});

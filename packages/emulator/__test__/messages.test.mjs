import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, emulate, OTHER_PHONE, PHONE, prove } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 60_000 };

test('a search finds messages by words and operators', RUNS, async (t) => {
  const service = await emulate(t, { sendLimit: 0 });
  const { emulator, send } = service;
  const project = emulator.createProject({ projectId: 'proj_b' });
  await prove(service);
  await send({ phone: OTHER_PHONE, purpose: 'Sign up' });
  await clientOf(project).send({ phone: OTHER_PHONE });
  const count = (search) => emulator.messages({ search }).length;
  for (const [search, expected] of [
    ['to:0664 123 45 678', 1],
    ['to:0664', 3],
    ['0664 87654321', 2],
    ['to:+43 664 87654321 project:proj_b', 1],
    ['purpose:"sign up"', 1],
    ['status:verified', 1],
    ['status:sent to:+43', 2],
    [emulator.codeFor(PHONE), 1],
    ['nothing', 0],
  ]) {
    assert.equal(count(search), expected, search);
  }
  assert.equal(project.messages({ search: 'to:0664', limit: 9 }).length, 1);
  assert.throws(() => count('status:open'), /messages: search: status: must be one of sent/);
  const { status, body } = await control(emulator, 'GET', '/emulator/messages?search=status:');
  assert.deepEqual([status, body.error.message], [400, 'search: status: needs a value.']);
});

test('a list has pages, newest first', RUNS, async (t) => {
  const { emulator, send } = await emulate(t, { sendLimit: 0 });
  for (let n = 0; n < 7; n += 1) await send({ phone: `+4366400000${n}0` });
  const ids = [];
  let next = '';
  do {
    const { body } = await control(emulator, 'GET', `/emulator/messages?limit=3${next}`);
    assert.equal(body.total, next === '' ? 7 : undefined);
    ids.push(...body.messages.map(({ id }) => id));
    next = body.next === undefined ? undefined : `&before=${body.next}`;
  } while (next);
  assert.deepEqual(
    ids,
    emulator.messages().map(({ id }) => id),
  );
  for (const query of ['?limit=1001', '?limit=0', '?before=x']) {
    assert.equal((await control(emulator, 'GET', `/emulator/messages${query}`)).status, 400, query);
  }
});

test('deleted messages are gone with their codes', RUNS, async (t) => {
  const { emulator, send, verify } = await emulate(t, { sendLimit: 3 });
  for (let n = 0; n < 3; n += 1) await send({ phone: PHONE });
  await send({ phone: OTHER_PHONE });
  assert.equal((await send({ phone: PHONE })).status, 429);
  const [other, newest, , oldest] = emulator.messages();
  const path = (id) => `/emulator/messages/${id}`;
  assert.deepEqual((await control(emulator, 'DELETE', path(newest.id))).body, { deleted: 1 });
  assert.equal((await control(emulator, 'DELETE', path(newest.id))).status, 404);
  const answer = await verify({ phone: PHONE, code: newest.code });
  assert.equal(answer.body.error.code, 'BAXVERIFY_OTP_EXPIRED');
  assert.equal(emulator.messages({ phone: PHONE }).length, 2);
  assert.equal((await send({ phone: PHONE })).status, 200);
  const several = `/emulator/messages?ids=${other.id},${oldest.id},msg_0`;
  assert.deepEqual((await control(emulator, 'DELETE', several)).body, { deleted: 2 });
  assert.equal((await control(emulator, 'DELETE', '/emulator/messages')).status, 400);
  assert.equal((await control(emulator, 'DELETE', '/emulator/messages?search=+')).status, 400);
  assert.equal(emulator.deleteMessages({ search: 'to:0664' }), 2);
  await send({ phone: OTHER_PHONE });
  assert.throws(() => emulator.deleteMessages({}), /^TypeError: deleteMessages: Expected one of/);
  assert.equal(emulator.deleteMessages({ all: true }), 1);
  assert.deepEqual(emulator.messages(), []);
});

test('deleted messages stay deleted in the file', RUNS, async (t) => {
  const { mkdtempSync, rmSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const folder = mkdtempSync(`${tmpdir()}/emulator-messages-`);
  t.after(() => rmSync(folder, { recursive: true }));
  const data = `${folder}/emulator.db`;
  const first = await emulate(t, { data });
  for (const phone of [PHONE, OTHER_PHONE, PHONE]) await first.send({ phone });
  const [newest, , oldest] = first.emulator.messages();
  first.emulator.deleteMessages({ ids: [oldest.id] });
  await first.emulator.stop();
  const second = await emulate(t, { data });
  assert.equal(second.emulator.messages().length, 2);
  const answer = await second.verify({ phone: PHONE, code: newest.code });
  assert.equal(answer.status, 200);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, emulate, PHONE } from './support/client.mjs';
import { control } from './support/control.mjs';

test('parallel tests share an emulator and see only their own project', async (t) => {
  const { emulator } = await emulate(t);
  const ones = Array.from({ length: 20 }, () => emulator.createProject({ credits: 1 }));
  assert.equal(new Set(ones.map(({ projectId }) => projectId)).size, 20);
  await Promise.all(
    ones.map(async (project) => {
      const { send, verify, stats } = clientOf(project);
      const waiting = project.waitForCode(PHONE);
      assert.equal((await send({ phone: PHONE })).status, 200);
      const code = await waiting;
      assert.equal(code, project.codeFor(PHONE));
      assert.equal(project.messages().length, 1);
      assert.equal((await verify({ phone: PHONE, code })).status, 200);
      assert.deepEqual((await stats()).body, { sent: 1, verified: 1, failed: 0, days: 30 });
      const broke = await send({ phone: PHONE });
      assert.equal(broke.body.error.code, 'BAXVERIFY_INSUFFICIENT_CREDITS');
    }),
  );
  assert.equal(emulator.messages().length, 20);
  assert.equal(emulator.messages({ projectId: emulator.projectId }).length, 0);
});

test('a reset of one project does not affect another', async (t) => {
  const { emulator } = await emulate(t);
  const [one, other] = [emulator.createProject(), emulator.createProject()];
  for (const project of [one, other]) await clientOf(project).send({ phone: PHONE });
  one.update({ active: false });
  one.reset();
  assert.deepEqual([one.codeFor(PHONE), one.messages()], [undefined, []]);
  assert.equal((await clientOf(one).stats()).status, 200);
  assert.equal(emulator.codeFor(PHONE), other.codeFor(PHONE));
  assert.match(other.codeFor(PHONE), /^\d{6}$/);
});

test('a project is created with the keys and the environment for it', async (t) => {
  const { emulator } = await emulate(t);
  const project = emulator.createProject({ projectId: 'proj_mine' });
  assert.match(project.apiKey, /^bax_sk_/);
  assert.match(project.clientKey, /^bax_pk_/);
  assert.deepEqual(project.env, {
    BAXCLOUD_BASE_URL: emulator.url,
    BAXCLOUD_PROJECT_ID: 'proj_mine',
    BAXCLOUD_API_KEY: project.apiKey,
  });
  const scoped = await clientOf({ ...project, apiKey: project.clientKey }).stats();
  assert.equal(scoped.body.error.code, 'BAXVERIFY_API_KEY_SCOPE');
});

test('messages and codes can be requested by project over HTTP', async (t) => {
  const { emulator } = await emulate(t);
  const project = emulator.createProject({ projectId: 'proj_a' });
  emulator.createProject({ projectId: 'proj_b' });
  await clientOf(project).send({ phone: PHONE });
  const phone = encodeURIComponent(PHONE);
  for (const [projectId, count, status] of [
    ['proj_a', 1, 200],
    ['proj_b', 0, 404],
  ]) {
    const list = await control(emulator, 'GET', `/emulator/messages?projectId=${projectId}`);
    assert.equal(list.body.messages.length, count);
    const query = `?phone=${phone}&projectId=${projectId}`;
    assert.equal((await control(emulator, 'GET', `/emulator/code${query}`)).status, status);
    const wait = await control(emulator, 'GET', `/emulator/messages/wait${query}&timeout=20`);
    assert.equal(wait.status, status);
  }
});

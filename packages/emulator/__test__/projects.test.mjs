import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectEmulator, startEmulator } from '../index.mjs';
import { clientOf, emulate, PHONE } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 60_000 };

test('a removed project is gone with all that belongs to it', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const project = emulator.createProject();
  const { send } = clientOf(project);
  await send({ phone: PHONE });
  project.inject({ status: 503 });
  const waiting = project.waitForCode('+4366400000001', { timeout: 50_000 });
  const stream = await fetch(
    `http://127.0.0.1:${emulator.port}/emulator/events?projectId=${project.projectId}`,
  );
  assert.equal(project.remove(), true);
  await assert.rejects(waiting, { code: 'EMULATOR_PROJECT_REMOVED' });
  const events = await stream.text();
  assert.match(events, /"type":"removed"/);
  assert.deepEqual([emulator.messages(), emulator.faults(), emulator.requests()], [[], [], []]);
  const answer = await send({ phone: PHONE });
  assert.equal(answer.body.error.code, 'BAXVERIFY_API_KEY_PROJECT_MISMATCH');
  assert.throws(() => project.update({ credits: 1 }), /update: There is no project/);
  assert.throws(() => project.reset(), TypeError);
  assert.equal(project.remove(), false);
  assert.throws(() => emulator.removeProject(emulator.projectId), /default project/);
});

test('more than 1,000 projects are possible one after the other', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  for (let n = 0; n < 1_100; n += 1) assert.equal(emulator.createProject().remove(), true);
  for (let n = 0; n < 999; n += 1) emulator.createProject();
  assert.throws(() => emulator.createProject(), /at most 1000 projects/);
  emulator.reset();
  emulator.createProject();
});

test('ids have up to 256 characters, as in the SDK', RUNS, async (t) => {
  const [first, second, long] = ['a', 'b', 'c'].map((letter) => letter.repeat(256));
  const { emulator, send } = await emulate(t, { projectId: first });
  assert.equal((await send({ phone: PHONE })).status, 200);
  const project = emulator.createProject({ projectId: second });
  assert.equal((await clientOf(project).send({ phone: PHONE })).status, 200);
  emulator.inject({ projectId: second, error: 'BAXVERIFY_SMS_SEND_FAILED' });
  const { body } = await clientOf(project).send({ phone: PHONE });
  assert.equal(body.error.code, 'BAXVERIFY_SMS_SEND_FAILED');
  const expected = { name: 'TypeError', message: /256/ };
  assert.throws(() => emulator.createProject({ projectId: `${long}c` }), expected);
  await assert.rejects(startEmulator({ projectId: `${long}c` }), expected);
});

test('a reset returns to the start', RUNS, async (t) => {
  const seed = { projects: [{ projectId: 'proj_seed', credits: 3 }] };
  const { emulator } = await emulate(t, { seed });
  const project = emulator.createProject();
  emulator.removeProject('proj_seed');
  const waiting = project.waitForCode(PHONE, { timeout: 50_000 });
  emulator.reset();
  await assert.rejects(waiting, { code: 'EMULATOR_PROJECT_REMOVED' });
  const { body } = await control(emulator, 'GET', '/emulator/projects');
  assert.deepEqual(
    body.projects.map(({ projectId, credits }) => [projectId, credits]),
    [
      ['proj_emulator', null],
      ['proj_seed', 3],
    ],
  );
});

test('control routes and other processes remove projects', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const odd = emulator.createProject({ projectId: 'a/b%c?d' });
  const remote = await connectEmulator(`http://127.0.0.1:${emulator.port}`);
  t.after(() => remote.stop());
  const waiting = remote.waitForCode(PHONE, { projectId: odd.projectId, timeout: 50_000 });
  assert.equal(remote.removeProject(odd.projectId), true);
  await assert.rejects(waiting, { code: 'EMULATOR_PROJECT_REMOVED' });
  assert.equal(remote.removeProject(odd.projectId), false);
  // The wait may also reach the emulator after the removal.
  for (const emulatorOrRemote of [emulator, remote]) {
    await assert.rejects(
      emulatorOrRemote.waitForCode(PHONE, { projectId: odd.projectId, timeout: 50_000 }),
      { code: 'EMULATOR_PROJECT_REMOVED' },
    );
  }
  for (const [path, status] of [
    ['nowhere', 404],
    ['proj_emulator', 400],
    ['%zz', 400],
  ]) {
    const answer = await control(emulator, 'DELETE', `/emulator/projects/${path}`);
    assert.equal(answer.status, status, path);
  }
});

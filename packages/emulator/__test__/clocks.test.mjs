import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { clientOf, emulate, PHONE } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 60_000 };
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

test('a frozen clock stands until it is moved', RUNS, async (t) => {
  const { emulator, send } = await emulate(t, { codeLifetimeSeconds: 60 });
  const at = emulator.freeze();
  await pause(30);
  assert.deepEqual(emulator.now(), at);
  await send({ phone: PHONE });
  assert.equal(emulator.messages()[0].createdAt, at.toISOString());
  assert.equal(emulator.advance({ seconds: 59 }) - at, 59_000);
  assert.equal(emulator.messages()[0].status, 'SENT');
  emulator.advance({ seconds: 1 });
  assert.equal(emulator.messages()[0].status, 'EXPIRED');
  const { body } = await control(emulator, 'GET', '/emulator/clock');
  assert.deepEqual([body.frozen, Date.parse(body.now) - at], [true, 60_000]);
  const unfrozen = emulator.unfreeze();
  assert.ok(unfrozen - at >= 60_000 && unfrozen - at < 60_000 + 20_000);
  await pause(30);
  assert.ok(emulator.now() > unfrozen);
  emulator.freeze();
  emulator.reset();
  assert.ok(Math.abs(emulator.now() - Date.now()) < 20_000);
});

test('a project has a clock of its own', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const [early, late] = [emulator.createProject(), emulator.createProject()];
  for (const project of [early, late]) await clientOf(project).send({ phone: PHONE });
  late.advance({ minutes: 10 });
  const status = (project) => project.messages()[0].status;
  assert.deepEqual([status(early), status(late)], ['SENT', 'EXPIRED']);
  const answer = await clientOf(late).verify({ phone: PHONE, code: emulator.codeFor(PHONE) });
  assert.equal(answer.body.error.code, 'BAXVERIFY_OTP_EXPIRED');
  const frozen = early.freeze();
  await pause(30);
  const { body } = await control(emulator, 'GET', '/emulator/clocks');
  assert.deepEqual(body.projects[early.projectId].now, frozen.toISOString());
  assert.deepEqual(
    [early, late].map(({ projectId }) => body.projects[projectId].frozen),
    [true, false],
  );
  assert.equal(body.projects[late.projectId].offsetSeconds, 600);
  assert.deepEqual([body.clock.frozen, body.clock.offsetSeconds], [false, 0]);
  assert.equal(Object.keys(body.projects).length, 3);
  assert.deepEqual(early.now(), frozen);
  assert.ok(late.now() - emulator.now() >= 599_000);
  emulator.advance({ hours: 1 });
  assert.equal(early.now() - frozen, 3_600_000);
  late.reset();
  assert.ok(Math.abs(late.now() - emulator.now()) < 20_000);
  assert.throws(() => emulator.freeze({ projectId: 'nowhere' }), /freeze: There is no project/);
  assert.throws(() => late.advance({ days: 40_000 }), /at most 100 years/);
});

test('a delayed message arrives by the clock of its project', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const project = emulator.createProject();
  project.inject({ sms: 'late', delayMs: 60_000 });
  await clientOf(project).send({ phone: PHONE });
  project.freeze();
  assert.equal(project.codeFor(PHONE), undefined);
  project.advance({ minutes: 1 });
  assert.match(project.codeFor(PHONE), /^\d{6}$/);
});

test('clocks are kept in the file', RUNS, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-clocks-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const data = join(folder, 'emulator.db');
  const first = await emulate(t, { data });
  const moved = first.emulator.createProject({ projectId: 'moved' });
  moved.advance({ hours: 2 });
  const at = first.emulator.freeze();
  await first.emulator.stop();
  const { emulator } = await emulate(t, { data });
  assert.deepEqual(emulator.now(), at);
  assert.equal(emulator.now({ projectId: 'moved' }) - at, 7_200_000);
});

test('a project has test numbers of its own', RUNS, async (t) => {
  const { emulator, send, verify } = await emulate(t, {
    sendLimit: 1,
    seed: {
      projects: [
        {
          testNumbers: [
            { phone: PHONE, code: '4711' },
            { phone: '+4366400000001', error: 'BAXVERIFY_RATE_LIMIT' },
            { phone: '+4366400000002', error: 'BAXVERIFY_SMS_SEND_FAILED', call: 'verify' },
          ],
        },
      ],
    },
  });
  for (let n = 0; n < 3; n += 1) {
    assert.equal((await send({ phone: PHONE })).status, 200);
    assert.equal((await verify({ phone: PHONE, code: '4711' })).status, 200);
  }
  assert.equal((await send({ phone: '+4366400000001' })).body.error.code, 'BAXVERIFY_RATE_LIMIT');
  const odd = '+4366400000002';
  assert.equal((await send({ phone: odd })).status, 200);
  const answer = await verify({ phone: odd, code: emulator.codeFor(odd) });
  assert.equal(answer.body.error.code, 'BAXVERIFY_SMS_SEND_FAILED');
  emulator.updateProject({ testNumbers: [] });
  assert.equal((await send({ phone: '+4366400000001' })).status, 200);
  emulator.reset();
  assert.equal((await send({ phone: '+4366400000001' })).status, 429);
  const wrong = [{ phone: PHONE, code: 'x' }];
  assert.throws(
    () => emulator.updateProject({ testNumbers: wrong }),
    /code must be 4 to 10 digits/,
  );
});

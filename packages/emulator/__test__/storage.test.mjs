import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startEmulator } from '../index.mjs';
import { cli } from './support/cli.mjs';
import { clientOf, emulate, OTHER_PHONE, PHONE, prove } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 120_000 };

function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'emulator-storage-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A small disk, or undefined if this user cannot mount one. */
function smallDisk(t) {
  const path = mkdtempSync(join(tmpdir(), 'emulator-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    rmSync(path, { recursive: true });
    return undefined;
  }
  t.after(() => {
    execFileSync('umount', ['-l', path]);
    rmSync(path, { recursive: true });
  });
  return path;
}

test('a full disk refuses calls until there is room, and loses nothing', RUNS, async (t) => {
  const disk = smallDisk(t);
  if (disk === undefined) return t.skip('mounting a tmpfs is not permitted');
  const data = join(disk, 'emulator.db');
  const ballast = join(disk, 'ballast');
  const flags = ['--port=0', '--data', data, '--send-limit=0', '--api-key=bax_sk_1'];
  const running = cli(t, flags);
  const [, url] = await running.printed(/BAXCLOUD_BASE_URL=(\S+)\n/);
  const emulator = { port: new URL(url).port };
  const { send, stats } = clientOf({ url, projectId: 'proj_emulator', apiKey: 'bax_sk_1' });
  const acknowledged = [];
  let number = 0;
  const next = async () => {
    number += 1;
    const answer = await send({ phone: `+43664${1_000_000 + number}` });
    if (answer.status === 200) acknowledged.push(answer.body.requestId);
    return answer;
  };
  assert.equal((await next()).status, 200);
  try {
    writeFileSync(ballast, Buffer.alloc(2 ** 20));
  } catch (error) {
    assert.equal(error.code, 'ENOSPC');
  }
  let refused;
  for (let n = 0; n < 5_000 && refused === undefined; n += 1) {
    const answer = await next();
    if (answer.status !== 200) refused = answer;
  }
  assert.equal(refused.status, 503);
  const { success, error, path } = refused.body;
  assert.deepEqual(
    [success, error.code, path],
    [false, 'EMULATOR_STORAGE_FAILED', '/v1/auth/sms/send'],
  );
  assert.match(error.message, /database or disk is full/);
  assert.equal((await next()).status, 503);
  assert.equal((await stats()).status, 503);
  assert.equal((await control(emulator, 'GET', '/healthz')).status, 503);
  const body = { seconds: 1 };
  assert.equal((await control(emulator, 'POST', '/emulator/clock', { body })).status, 503);
  assert.equal((await control(emulator, 'GET', '/emulator/messages')).status, 200);
  rmSync(ballast);
  assert.equal((await control(emulator, 'GET', '/healthz')).status, 200);
  assert.equal((await next()).status, 200);
  running.child.kill('SIGKILL');
  const { stderr } = await running.ended;
  assert.ok(!/panic/.test(stderr), stderr);
  const again = await startEmulator({ data });
  const kept = new Set(again.messages().map(({ requestId }) => requestId));
  await again.stop();
  assert.deepEqual(
    acknowledged.filter((id) => !kept.has(id)),
    [],
  );
});

/** Runs statements in another SQLite, or returns undefined if there is none. */
function sqlite(file, sql) {
  const program = `import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
rows = connection.executescript(sys.argv[2]) and connection.execute(sys.argv[3]).fetchall()
print(rows)
connection.commit()`;
  try {
    const args = ['-c', program, file, sql, sql.split(';').at(-1) || 'SELECT 1'];
    return execFileSync('python3', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

test('the database of another program is refused and not changed', RUNS, async (t) => {
  const data = join(folder(t), 'other.db');
  for (const sql of [
    'CREATE TABLE message (id TEXT)',
    'PRAGMA user_version = 1; CREATE TABLE message (id TEXT)',
    'PRAGMA application_id = 7',
  ]) {
    rmSync(data, { force: true });
    if (sqlite(data, `${sql};`) === undefined) return t.skip('Python with SQLite is missing');
    const before = readFileSync(data);
    await assert.rejects(startEmulator({ data }), {
      code: 'EMULATOR_DATA',
      message: /is not a database of the emulator\.$/,
    });
    assert.deepEqual(readFileSync(data), before, sql);
    assert.ok(!existsSync(`${data}-wal`));
  }
});

test('a file of an earlier version is opened and marked', RUNS, async (t) => {
  const data = join(folder(t), 'emulator.db');
  const first = await emulate(t, { data });
  await first.send({ phone: PHONE });
  await first.emulator.stop();
  const unmarked = sqlite(data, 'PRAGMA application_id = 0;');
  if (unmarked === undefined) return t.skip('Python with SQLite is missing');
  const second = await startEmulator({ data });
  assert.equal(second.messages().length, 1);
  await second.stop();
  assert.match(sqlite(data, 'SELECT 1;PRAGMA application_id'), /1113085509/);
});

test('a file in use is reported at once', RUNS, async (t) => {
  const data = join(folder(t), 'emulator.db');
  await emulate(t, { data });
  const started = performance.now();
  await assert.rejects(startEmulator({ data }), { message: /in use by another emulator\.$/ });
  // SQLite would wait for five seconds.
  assert.ok(performance.now() - started < 4_000);
});

test('rows of expired proofs and of removed projects go', RUNS, async (t) => {
  const data = join(folder(t), 'emulator.db');
  const service = await emulate(t, { data });
  const { emulator, validate } = service;
  await validate({ token: await prove(service) });
  const project = emulator.createProject();
  await clientOf(project).send({ phone: OTHER_PHONE });
  emulator.advance({ minutes: 15 });
  project.remove();
  await emulator.stop();
  const rows = (table) => sqlite(data, `SELECT 1;SELECT count(*) FROM ${table}`);
  if (rows('spent') === undefined) return t.skip('Python with SQLite is missing');
  assert.match(rows('spent'), /\[\(0,\)\]/);
  assert.match(rows('project'), /\[\(1,\)\]/);
  assert.match(rows('message'), /\[\(1,\)\]/);
});

test(
  'old messages are dropped, and a limit over all codes stays after a restart',
  RUNS,
  async (t) => {
    const data = join(folder(t), 'emulator.db');
    const options = { data, retention: '30m', maxFailuresPerPhone: 3, sendLimit: 0 };
    const first = await emulate(t, options);
    await first.send({ phone: OTHER_PHONE });
    first.emulator.advance({ minutes: 31 });
    assert.deepEqual(first.emulator.messages(), []);
    await first.send({ phone: PHONE });
    for (let n = 0; n < 3; n += 1) await first.verify({ phone: PHONE, code: 'x' });
    await first.emulator.stop();
    const { emulator, send, verify } = await emulate(t, options);
    assert.equal(emulator.messages().length, 1);
    await send({ phone: PHONE });
    const answer = await verify({ phone: PHONE, code: emulator.codeFor(PHONE) });
    assert.equal(answer.body.error.code, 'BAXVERIFY_OTP_MAX_ATTEMPTS');
    await assert.rejects(
      startEmulator({ retention: '7' }),
      /"retention" must be a duration such as/,
    );
    await assert.rejects(startEmulator({ retention: '9999d' }), /retention: must be a duration/);
  },
);

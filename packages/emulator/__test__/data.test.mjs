import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startEmulator } from '../index.mjs';
import { cli } from './support/cli.mjs';
import { clientOf, emulate, OTHER_PHONE, PHONE, prove } from './support/client.mjs';

const RUNS = { timeout: 60_000 };

function file(t) {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-data-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'emulator.db');
}

/** Starts an emulator on the file, runs the function, and stops it. */
async function session(options, work) {
  const emulator = await startEmulator(options);
  try {
    return await work({ emulator, ...clientOf(emulator) });
  } finally {
    await emulator.stop();
  }
}

test('a restart restores the whole state', RUNS, async (t) => {
  const data = file(t);
  const before = await session({ data, credits: 9 }, async (service) => {
    const { emulator, send, verify } = service;
    emulator.createProject({ projectId: 'proj_other', active: false });
    const spent = await prove(service);
    await service.validate({ token: spent });
    const unspent = await prove(service);
    emulator.advance({ hours: 1 });
    await send({ phone: OTHER_PHONE, purpose: 'LOGIN' });
    await verify({ phone: OTHER_PHONE, code: 'x' });
    emulator.inject({ sms: 'late', delayMs: 60_000 });
    await send({ phone: '+4366400000001' });
    const { apiKey, clientKey } = emulator;
    return { apiKey, clientKey, spent, unspent, messages: emulator.messages() };
  });
  await session({ data, credits: 1 }, async ({ emulator, verify, validate, send }) => {
    assert.deepEqual([emulator.apiKey, emulator.clientKey], [before.apiKey, before.clientKey]);
    assert.deepEqual(emulator.messages(), before.messages);
    assert.ok(emulator.now() - Date.now() > 3_000_000);
    assert.equal(emulator.updateProject({}).credits, 5);
    assert.equal(emulator.updateProject({ projectId: 'proj_other' }).active, false);
    assert.equal(
      (await validate({ token: before.spent })).body.error.code,
      'BAXVERIFY_TOKEN_INVALID',
    );
    const code = emulator.codeFor(OTHER_PHONE);
    assert.equal((await verify({ phone: OTHER_PHONE, code })).status, 200);
    assert.equal(emulator.codeFor('+4366400000001'), undefined);
    emulator.advance({ minutes: 1 });
    assert.match(emulator.codeFor('+4366400000001'), /^\d{6}$/);
    for (let n = 0; n < 4; n += 1) assert.equal((await send({ phone: OTHER_PHONE })).status, 200);
    assert.equal((await send({ phone: OTHER_PHONE })).status, 429);
  });
});

test('proofs stay valid, and spent proofs stay spent', RUNS, async (t) => {
  const data = file(t);
  const [spent, unspent] = await session({ data }, async (service) => {
    const tokens = [await prove(service), await prove(service)];
    await service.validate({ token: tokens[0] });
    return tokens;
  });
  await session({ data }, async ({ validate }) => {
    assert.equal((await validate({ token: spent })).body.error.code, 'BAXVERIFY_TOKEN_CONSUMED');
    assert.equal((await validate({ token: unspent })).status, 200);
  });
});

test('the send limit, removed messages and a reset are also kept', RUNS, async (t) => {
  const data = file(t);
  const options = { data, sendLimit: 2, maxMessages: 3 };
  const ids = await session(options, async ({ emulator, send }) => {
    for (const phone of [OTHER_PHONE, OTHER_PHONE, PHONE, PHONE]) await send({ phone });
    return emulator.messages().map(({ id }) => id);
  });
  await session(options, async ({ emulator, send }) => {
    assert.deepEqual(
      emulator.messages().map(({ id }) => id),
      ids,
    );
    assert.equal((await send({ phone: PHONE })).body.error.code, 'BAXVERIFY_RATE_LIMIT');
    emulator.reset();
    await send({ phone: PHONE });
  });
  await session(options, ({ emulator }) => assert.equal(emulator.messages().length, 1));
});

test('a seed applies only to an empty file', RUNS, async (t) => {
  const options = { data: file(t), seed: { projects: [{ credits: 7 }] } };
  await session(options, ({ emulator }) => emulator.updateProject({ credits: 3 }));
  await session(options, ({ emulator }) => {
    assert.equal(emulator.updateProject({}).credits, 3);
    emulator.reset();
    assert.equal(emulator.updateProject({}).credits, 7);
  });
});

test('no acknowledged message is lost when the process is killed', RUNS, async (t) => {
  const data = file(t);
  const flags = ['--port=0', '--data', data, '--send-limit=0', '--api-key=bax_sk_1'];
  const acknowledged = new Set();
  for (let round = 0; round < 3; round += 1) {
    const running = cli(t, flags);
    const [, url] = await running.printed(/BAXCLOUD_BASE_URL=(\S+)\n/);
    const { send } = clientOf({ url, projectId: 'proj_emulator', apiKey: 'bax_sk_1' });
    let alive = true;
    const client = async (n) => {
      for (let k = 0; alive; k += 1) {
        const phone = `+43664${1_000_000 + round * 100_000 + n * 1_000 + k}`;
        const answer = await send({ phone }).catch(() => undefined);
        if (answer?.status !== 200) return;
        acknowledged.add(answer.body.requestId);
      }
    };
    const clients = Array.from({ length: 20 }, (_, n) => client(n));
    await new Promise((resolve) => setTimeout(resolve, 400 + 150 * round));
    running.child.kill('SIGKILL');
    alive = false;
    await Promise.all([...clients, running.ended]);
  }
  await session({ data }, ({ emulator }) => {
    const kept = new Set(emulator.messages().map(({ requestId }) => requestId));
    const lost = [...acknowledged].filter((id) => !kept.has(id));
    assert.ok(acknowledged.size > 100, String(acknowledged.size));
    assert.deepEqual(lost, []);
  });
});

test('an unusable file is named', RUNS, async (t) => {
  const data = file(t);
  await emulate(t, { data });
  const code = 'EMULATOR_DATA';
  await assert.rejects(startEmulator({ data }), { code, message: /in use by another emulator\.$/ });
  const other = file(t);
  writeFileSync(
    other,
    'this is a text and no database, and long enough to be told apart '.repeat(20),
  );
  await assert.rejects(startEmulator({ data: other }), { code, message: /is not a database/ });
  await assert.rejects(startEmulator({ data: '/nowhere/x.db' }), { code, message: /nowhere/ });
});

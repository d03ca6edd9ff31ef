// Errors of the control API: in the words of users, short, and without values that may be keys.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { startEmulator } from '../index.mjs';
import { cli, programs } from './support/cli.mjs';
import { emulate } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 60_000 };
const LONG = 'x'.repeat(50_000);
const KEY = 'bax_sk_canary';
const RUST = /\b(?:u(?:8|16|32|64|size)|[if]64|struct|enum|variant|serde|newtype|sequence|map)\b/;
const PHONE = '+4366412345678';

const PROJECT = [
  { apiKeys: [KEY] },
  { apiKeys: KEY },
  { apiKeys: [{ key: [KEY] }] },
  { apiKeys: [{ key: `${KEY} x` }] },
  { apiKeys: [{ key: LONG }] },
  { apiKeys: Array.from({ length: 1_001 }, (_, n) => ({ key: `${KEY}${n}` })) },
  { webhook: KEY },
  { webhook: { url: KEY } },
  { webhook: { url: 'http://app/', secret: { of: KEY } } },
  { webhook: { url: 'http://app/', secret: LONG } },
  { [LONG]: KEY },
  { active: LONG },
  { credits: KEY },
  { failPhones: [LONG] },
  { failPhones: { [LONG]: 1 } },
  { testNumbers: [{ phone: LONG }] },
  { testNumbers: [{ phone: PHONE, error: LONG }] },
  { testNumbers: [{ phone: PHONE, call: LONG }] },
  { testNumbers: [{ phone: PHONE, call: 7 }] },
  { testNumbers: [[LONG]] },
  { projectId: LONG },
  { projectId: null, active: null, verifyFee: KEY },
];

const RULES = [
  { sms: LONG },
  { sms: 7 },
  { error: LONG },
  { status: KEY },
  { latencyMs: LONG },
  { route: LONG, status: 500 },
  { phone: LONG, status: 500 },
  { projectId: LONG, status: 500 },
  { webhook: 'lost', event: LONG },
  { [LONG]: 1 },
];

const BODIES = ['', '[]', '["a"]', '"x"', '7', '{', '{"days":1}x', '\0', '['.repeat(50_000), LONG];

async function refused(emulator, method, path, body) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(new URL(path, emulator.url), { method, body: text });
  const answer = await response.text();
  const what = `${method} ${path.slice(0, 60)} ${text?.slice(0, 60)}: ${answer.slice(0, 300)}`;
  assert.ok(response.status >= 400 && response.status < 500, what);
  assert.doesNotMatch(answer, /canary/, what);
  const { message } = JSON.parse(answer).error;
  assert.ok(message.length < 500, what);
  assert.doesNotMatch(message, RUST, what);
}

test('control routes answer hostile bodies in a user’s words', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  for (const patch of PROJECT) await refused(emulator, 'PATCH', '/emulator/project', patch);
  for (const rule of RULES) await refused(emulator, 'POST', '/emulator/faults', rule);
  for (const body of BODIES) await refused(emulator, 'POST', '/emulator/clock', body);
  const { body } = await control(emulator, 'GET', '/emulator/projects');
  assert.equal(body.projects.length, 1);
});

test('so they do with hostile paths and query strings', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const long = LONG.slice(0, 5_000);
  for (const [method, path] of [
    ['DELETE', `/emulator/faults/${long}`],
    ['DELETE', `/emulator/messages/${long}`],
    ['DELETE', `/emulator/messages?all=yes&phone=%2B4366412345678`],
    ['DELETE', `/emulator/messages?projectId=proj_emulator&${long}=x`],
    ['DELETE', '/emulator/messages?projectId=proj_emulator&serach=x'],
    ['GET', `/emulator/requests?route=${long}`],
    ['DELETE', `/emulator/projects/${long}`],
    ['POST', `/emulator/webhooks/${long}/redeliver`],
    ['GET', `/emulator/nowhere/${long}`],
    ['GET', `/emulator/clock?projectId=${long}`],
    ['GET', `/emulator/webhooks?event=${long}`],
    ['GET', `/emulator/webhooks?status=sent`],
    ['GET', `/emulator/messages?search=${long}`],
    ['GET', `/emulator/messages?search=status:${long.slice(0, 900)}`],
    ['GET', `/emulator/messages/wait?phone=${long}`],
    ['GET', `/emulator/requests?since=${long}`],
  ]) {
    await refused(emulator, method, path);
  }
});

test('a seed with a key in the wrong place does not reveal it', RUNS, async () => {
  for (const seed of [
    { projects: [{ apiKeys: [KEY] }] },
    { projects: [{ apiKeys: { key: KEY } }] },
    { projects: [KEY] },
    { projects: KEY },
  ]) {
    await assert.rejects(startEmulator({ seed }), (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, /projects.*: must be an? /);
      assert.doesNotMatch(error.message, /canary/);
      return true;
    });
  }
});

/** Arguments with a key or a long text, and the exit code. */
function hostileArguments(t) {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-inputs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const seed = join(folder, 'seed.json');
  writeFileSync(seed, `{ "projects": [{ "apiKeys": [{ "key": ${KEY} }] }] }`);
  const long = LONG.slice(0, 20_000);
  const name = `${KEY}${long}`;
  const wrongUsage = [
    [`--${long}`],
    [long],
    [KEY],
    [name],
    [`'${KEY}'`],
    [`"${KEY}"`],
    [`--${KEY}`],
    [`-${KEY}`],
    [`--it's-${name}`],
    [`--api-ky='${KEY}'`],
    [`--json=${KEY}`],
    [`--help=${KEY}`],
    [`-h=${KEY}`],
    ['--', KEY],
    ['--host', `--${KEY}`],
    ['health', KEY],
    ['exec', `--it's-${KEY}`, '--', 'true'],
    ['--port', `'${KEY}'`],
    ['--seed', KEY],
    ['--seed', `{"projects":[{"apiKeys":[{"key":"${KEY}"}]}]}`],
    ['--seed', name],
    Array.from({ length: 1_000 }, () => `--allow-host=${KEY}`),
    ['--port', long],
    ['--project-id', long],
    ['--retention', long],
    ['--base-path', long],
    ['--allow-host', `${long}:1`],
    ['--fault', `sms=${long}`],
    ['--fault', long],
    ['--api-key', `${KEY} x`],
    ['--webhook', `http://${KEY}@app/`],
    ['--seed', seed],
  ];
  const failed = [
    // No resolver is asked for a name of this length.
    ['--port=0', '--host', name],
    ['--port=0', '--data', `/nowhere/${KEY}`],
    ['--port=0', '--data', `/nowhere/${name}`],
    ['health', '--host', name],
    ['health', '--host', `${KEY}@${long}`],
  ];
  return [
    ...wrongUsage.map((args) => ({ args, expected: 2 })),
    ...failed.map((args) => ({ args, expected: 1 })),
    { args: ['exec', '--', KEY], expected: 127 },
    { args: ['exec', '--', name], expected: 126 },
  ];
}

for (const program of programs) {
  const { name, skip } = program;
  test(`the command line ${name} shortens what it repeats, and repeats no key`, {
    ...RUNS,
    skip,
  }, async (t) => {
    for (const { args, expected } of hostileArguments(t)) {
      const { code, stderr } = await cli(t, args, { program }).ended;
      const what = `${args.join(' ').slice(0, 80)}: ${stderr.slice(0, 300)}`;
      assert.equal(code, expected, what);
      assert.ok(stderr.length < 600, what);
      assert.doesNotMatch(stderr, /canary/, what);
      assert.doesNotMatch(stderr, RUST, what);
    }
  });
}

test('the error of a host shortens it', RUNS, async () => {
  await assert.rejects(startEmulator({ host: `${KEY}${LONG}` }), (error) => {
    assert.ok(inspect(error).length < 2_000);
    assert.doesNotMatch(inspect(error), /canary/);
    return true;
  });
});

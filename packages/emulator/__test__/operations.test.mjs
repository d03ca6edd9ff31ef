import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cli } from './support/cli.mjs';
import { clientOf, emulate, PHONE } from './support/client.mjs';

const RUNS = { timeout: 30_000 };

async function listening(running) {
  const [line] = await running.printed(/^\{"type":"listening".*\}\n/m);
  return JSON.parse(line);
}

test('--json prints one object per line, from start to stop', RUNS, async (t) => {
  const running = cli(t, ['--port=0', '--json']);
  const facts = await listening(running);
  assert.match(facts.inbox, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  await clientOf(facts).send({ phone: PHONE, purpose: 'a\nb' });
  await running.printed(/"type":"message"/);
  running.child.kill('SIGTERM');
  const { code, stdout } = await running.ended;
  assert.equal(code, 0);
  const lines = stdout.trim().split('\n').map(JSON.parse);
  assert.deepEqual(
    lines.map(({ type }) => type),
    ['listening', 'message', 'stopped'],
  );
  assert.deepEqual([lines[1].message.phone, lines[1].message.purpose], [PHONE, 'a\nb']);
});

test('prints the address of the inbox', RUNS, async (t) => {
  const { printed } = cli(t, ['--port=0']);
  const [, inbox] = await printed(/Inbox: (\S+)\n/);
  assert.equal((await fetch(inbox)).status, 200);
});

test('--on-message posts each SMS, in order, and reports what fails', RUNS, async (t) => {
  const got = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      got.push(JSON.parse(text));
      response.writeHead(got.length === 2 ? 500 : 204).end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}/sms`;
  const running = cli(t, ['--port=0', '--json', '--on-message', url]);
  const { send } = clientOf(await listening(running));
  for (let n = 1; n <= 3; n += 1) await send({ phone: PHONE, purpose: `P${n}` });
  running.child.kill('SIGTERM');
  const { stderr } = await running.ended;
  assert.deepEqual(
    got.map(({ purpose, phone }) => [purpose, phone]),
    ['P1', 'P2', 'P3'].map((purpose) => [purpose, PHONE]),
  );
  assert.match(stderr, /--on-message: the URL responded with status 500/);
});

test('--on-message passes the SMS to a command only as input', RUNS, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-hook-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const target = join(folder, 'out');
  const command = `cat >> ${target}; echo "$BAXVERIFY_PHONE $BAXVERIFY_CODE" >> ${target}`;
  const running = cli(t, ['--port=0', '--json', '--on-message', command]);
  const { send } = clientOf(await listening(running));
  await send({ phone: PHONE, purpose: '$(touch /tmp/never); `id`' });
  running.child.kill('SIGTERM');
  await running.ended;
  const [json, line] = readFileSync(target, 'utf8').trim().split('\n');
  const { code, purpose } = JSON.parse(json);
  assert.equal(line, `${PHONE} ${code}`);
  assert.equal(purpose, '$(touch /tmp/never); `id`');
});

test('a purpose and the size of a message are limited', RUNS, async (t) => {
  const { send } = await emulate(t);
  assert.equal((await send({ phone: PHONE, purpose: 'é'.repeat(1_000) })).status, 200);
  const { body } = await send({ phone: PHONE, purpose: 'x'.repeat(1_001) });
  assert.equal(body.error.code, 'BAXVERIFY_BAD_REQUEST');
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { test } from 'node:test';
import { emulate, PHONE } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 20_000 };
const FOLDER = new URL('../inbox/', import.meta.url);
const FILES = readdirSync(FOLDER, { recursive: true }).filter((name) => name.includes('.'));
const originOf = ({ url }) => url.replace('/v1', '');

/** The server-sent events of an emulator, as they arrive. */
async function listen(t, emulator, headers) {
  const response = await new Promise((resolve, reject) => {
    const { port } = emulator;
    const call = request({ port, host: '127.0.0.1', path: '/emulator/events', headers }, resolve);
    call.on('error', reject).end();
    t.after(() => call.destroy());
  });
  response.on('error', () => {});
  const events = [];
  let wake = () => {};
  let text = '';
  response.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
    const parts = text.split('\n\n');
    text = parts.pop();
    for (const part of parts) {
      if (part.startsWith('data: ')) events.push(JSON.parse(part.slice(6)));
    }
    wake();
  });
  const next = async (matches) => {
    for (;;) {
      const at = events.findIndex(matches);
      if (at >= 0) return events.splice(0, at + 1).pop();
      await new Promise((resolve) => {
        wake = resolve;
      });
    }
  };
  return { response, next };
}

test('serves the page and all of its files', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const page = await fetch(originOf(emulator));
  assert.match(page.headers.get('content-type'), /^text\/html/);
  const html = await page.text();
  for (const [, path] of html.matchAll(/(?:src|href)="([^"#][^"]*)"/g)) {
    assert.equal((await fetch(`${originOf(emulator)}/${path}`)).status, 200, path);
  }
  for (const name of FILES.filter((name) => name !== 'index.html')) {
    const response = await fetch(`${originOf(emulator)}/inbox/${name}`);
    assert.equal(response.status, 200, name);
    assert.equal(await response.text(), readFileSync(new URL(name, FOLDER), 'utf8'), name);
  }
});

test('loads nothing from other hosts and runs no other scripts', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  for (const name of FILES) {
    const text = readFileSync(new URL(name, FOLDER), 'utf8').replaceAll('http://www.w3.org/', '');
    assert.doesNotMatch(text, /https?:\/\/|\binnerHTML\b|insertAdjacentHTML|\beval\(/, name);
  }
  const { headers } = await fetch(originOf(emulator));
  const policy = headers.get('content-security-policy');
  for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(rule), rule);
  }
  assert.doesNotMatch(policy, /unsafe|\*|data:/);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
});

test('everything outside of /v1 refuses foreign hosts, origins and sites', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const own = `127.0.0.1:${emulator.port}`;
  const strangers = [
    { host: 'evil.example' },
    { host: own, origin: 'http://evil.example' },
    { host: own, origin: 'null' },
    { host: own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  ];
  for (const path of [
    '/',
    '/inbox/app.mjs',
    '/docs',
    '/metrics',
    '/emulator/events',
    '/emulator/messages',
    '/emulator/messages/wait?phone=%2B4366412345678',
    '/emulator/projects',
    '/emulator/stats',
    '/emulator/clock',
    '/emulator/faults',
  ]) {
    for (const headers of strangers) {
      const { status, body } = await control(emulator, 'GET', path, { headers });
      assert.deepEqual([status, body.error.code], [403, 'EMULATOR_FORBIDDEN'], path);
    }
  }
});

test(
  'tells of messages, their states, faults, the clock and resets as they come',
  RUNS,
  async (t) => {
    const { emulator, send, verify, validate } = await emulate(t);
    const { response, next } = await listen(t, emulator);
    assert.equal(response.headers['content-type'], 'text/event-stream');
    const message = (matches) =>
      next(({ type, message }) => type === 'message' && matches(message));

    await send({ phone: PHONE, purpose: '</script>\n\ndata: x' });
    const sent = await message(() => true);
    assert.deepEqual([sent.message.status, sent.message.purpose], ['SENT', '</script>\n\ndata: x']);
    await send({ phone: PHONE });
    const replaced = await message(({ id, status }) => id === sent.message.id && status !== 'SENT');
    assert.equal(replaced.message.status, 'EXPIRED');
    const { body } = await verify({ phone: PHONE, code: emulator.codeFor(PHONE) });
    await message(({ status }) => status === 'VERIFIED');
    await validate({ token: body.accessToken });
    await message(({ consumedAt }) => consumedAt !== undefined);

    emulator.inject({ sms: 'late', delayMs: 60_000 });
    await next(({ type }) => type === 'faults');
    await send({ phone: PHONE });
    await message(({ dueAt }) => dueAt !== undefined);
    emulator.advance({ minutes: 1 });
    await next(({ type }) => type === 'clock');
    await message(({ arrivedAt, dueAt }) => arrivedAt !== undefined && dueAt === undefined);
    emulator.updateProject({ active: false });
    const { projectId } = await next(({ type }) => type === 'project');
    assert.equal(projectId, emulator.projectId);
    emulator.reset();
    await next(({ type }) => type === 'reset');
  },
);

test('counts by day and lists projects', RUNS, async (t) => {
  const { emulator, send } = await emulate(t);
  await send({ phone: PHONE });
  emulator.advance({ days: 1 });
  const { body } = await control(emulator, 'GET', '/emulator/stats?days=2');
  assert.deepEqual(
    body.days.map(({ sent }) => sent),
    [1, 0],
  );
  emulator.createProject({ projectId: 'proj_x' });
  const { body: list } = await control(emulator, 'GET', '/emulator/projects');
  assert.equal(list.defaultProjectId, emulator.projectId);
  assert.deepEqual(list.projects.map(({ projectId }) => projectId).sort(), [
    emulator.projectId,
    'proj_x',
  ]);
});

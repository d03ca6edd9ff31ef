// Who may call an emulator, and under which addresses: hosts, origins, the base path, time-outs.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { emulate, PHONE } from './support/client.mjs';
import { control } from './support/control.mjs';

const RUNS = { timeout: 30_000 };
const ORIGIN = 'http://localhost:3000';

/** The status, headers and text of a response, of any type. */
function ask(emulator, method, path, headers = {}) {
  return new Promise((resolve, reject) => {
    const { port } = emulator;
    const call = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, text }),
      );
    });
    call.on('error', reject).end();
  });
}

test('accepts allowed hosts, names below localhost, and any host for health', RUNS, async (t) => {
  const { emulator } = await emulate(t, { allowHosts: ['emulator', 'sms.example.test'] });
  for (const [path, host, status] of [
    ['/emulator/clock', 'emulator:4229', 200],
    ['/emulator/clock', 'SMS.example.test', 200],
    ['/emulator/clock', 'shop.localhost:4229', 200],
    ['/emulator/clock', 'other.example.test', 403],
    ['/emulator/clock', 'emulator.evil.example', 403],
    ['/healthz', 'any.example.test', 200],
  ]) {
    const answer = await control(emulator, 'GET', path, { headers: { host } });
    assert.equal(answer.status, status, `${path} ${host}`);
  }
});

test('pages of an allowed origin may call it, and no others', RUNS, async (t) => {
  const { emulator } = await emulate(t, { cors: [ORIGIN] });
  const asked = { 'access-control-request-method': 'POST' };
  for (const path of ['/v1/auth/sms/send', '/emulator/reset']) {
    const { status, headers } = await ask(emulator, 'OPTIONS', path, { origin: ORIGIN, ...asked });
    assert.equal(status, 204);
    assert.equal(headers['access-control-allow-origin'], ORIGIN);
    assert.match(headers['access-control-allow-headers'], /authorization.*x-project-id/);
  }
  const site = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
  const allowed = await ask(emulator, 'GET', '/emulator/messages', { origin: ORIGIN, ...site });
  assert.equal(allowed.status, 200);
  assert.equal(allowed.headers['access-control-allow-origin'], ORIGIN);
  assert.equal(allowed.headers.vary, 'origin');
  for (const origin of ['http://localhost:3001', 'http://evil.example', 'null']) {
    const refused = await ask(emulator, 'GET', '/emulator/messages', { origin, ...site });
    assert.equal(refused.status, 403, origin);
    const preflight = await ask(emulator, 'OPTIONS', '/v1/auth/sms/send', { origin, ...asked });
    for (const { headers } of [refused, preflight]) {
      assert.equal(headers['access-control-allow-origin'], undefined, origin);
    }
  }
});

test('has all routes below the base path', RUNS, async (t) => {
  const { emulator, send } = await emulate(t, { basePath: '/sms/dev' });
  assert.equal(emulator.url, `http://127.0.0.1:${emulator.port}/sms/dev/v1`);
  assert.equal((await send({ phone: PHONE })).status, 200);
  const { status, body } = await send({ phone: 'x' });
  assert.deepEqual([status, body.path], [400, '/sms/dev/v1/auth/sms/send']);
  for (const name of ['', 'docs']) {
    const page = await ask(emulator, 'GET', `/sms/dev/${name}`);
    assert.match(page.text, /^<!doctype html>/i);
    for (const [, path] of page.text.matchAll(/(?:src|href)="(?!\/)([^"]+)"/g)) {
      const url = new URL(path, `http://127.0.0.1:${emulator.port}/sms/dev/${name}`);
      assert.equal((await fetch(url)).status, 200, path);
    }
  }
  const slash = await ask(emulator, 'GET', '/sms/dev');
  assert.deepEqual([slash.status, slash.headers.location], [308, '/sms/dev/']);
  for (const [path, expected] of [
    ['/sms/dev/healthz', 200],
    ['/healthz', 200],
    ['/sms/dev/emulator/clock', 200],
    ['/emulator/clock', 404],
    ['/sms/devil/emulator/clock', 404],
    ['/v1/auth/sms/stats', 404],
    ['/', 404],
  ]) {
    assert.equal((await ask(emulator, 'GET', path)).status, expected, path);
  }
});

test('refuses invalid hosts, origins and paths', RUNS, async (t) => {
  for (const options of [
    { allowHosts: ['a:1'] },
    { allowHosts: [''] },
    { allowHosts: 'a' },
    { cors: ['*'] },
    { cors: ['http://a/'] },
    { cors: ['http://A'] },
    { cors: ['ftp://a'] },
    { basePath: 'sms' },
    { basePath: '/' },
    { basePath: '/a//b' },
    { basePath: '/a/../b' },
    { basePath: '/a/' },
  ]) {
    await assert.rejects(emulate(t, options), TypeError, JSON.stringify(options));
  }
});

test('reads a body only after the key was checked', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const head = (key) =>
    [
      'POST /v1/auth/sms/send HTTP/1.1',
      'host: 127.0.0.1',
      `x-project-id: ${emulator.projectId}`,
      `authorization: Bearer ${key}`,
      'content-length: 10',
      '',
      '',
    ].join('\r\n');
  const socket = connect(emulator.port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.write(head('bax_sk_wrong'));
  const [response] = await once(socket, 'data');
  assert.match(String(response), /^HTTP\/1\.1 403 /);
  // With the right key it waits for the body.
  const other = connect(emulator.port, '127.0.0.1');
  t.after(() => other.destroy());
  other.write(head(emulator.apiKey));
  const early = Promise.race([once(other, 'data'), new Promise((r) => setTimeout(r, 300))]);
  assert.equal(await early, undefined);
  other.write('{"phone":1');
  const [second] = await once(other, 'data');
  assert.match(String(second), /^HTTP\/1\.1 400 /);
});

test('shows metrics without phone numbers and keys', RUNS, async (t) => {
  const { emulator, send, call } = await emulate(t);
  await send({ phone: PHONE });
  await send({ phone: 'x' });
  await call('GET', '/auth/sms/stats', { headers: {} });
  await control(emulator, 'GET', '/emulator/clock');
  const { text, headers } = await ask(emulator, 'GET', '/metrics');
  assert.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
  for (const line of [
    'baxverify_emulator_responses_total{operation="send",status="200"} 1',
    'baxverify_emulator_responses_total{operation="send",status="400"} 1',
    'baxverify_emulator_responses_total{operation="stats",status="400"} 1',
    'baxverify_emulator_responses_total{operation="control",status="200"} 1',
    'baxverify_emulator_messages 1',
    'baxverify_emulator_projects 1',
    'baxverify_emulator_open_streams 0',
  ]) {
    assert.ok(text.split('\n').includes(line), `${line}\n${text}`);
  }
  for (const secret of [PHONE, PHONE.slice(1), emulator.apiKey, emulator.projectId]) {
    assert.ok(!text.includes(secret));
  }
  // Each line is a comment or a sample, and each family is described once.
  const lines = text.trimEnd().split('\n');
  const sample = /^[a-z_]+(?:\{[a-z]+="[\w-]+"(?:,[a-z]+="[\w-]+")*\})? \d+$/;
  for (const line of lines) assert.match(line, line.startsWith('#') ? /^# (HELP|TYPE) / : sample);
  const types = lines.filter((line) => line.startsWith('# TYPE '));
  assert.equal(new Set(types).size, types.length);
});

test('shows the API as a page that runs only its own scripts', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const origin = `http://127.0.0.1:${emulator.port}`;
  const page = await fetch(`${origin}/docs`);
  const policy = page.headers.get('content-security-policy');
  assert.match(policy, /default-src 'none'; script-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|\*|data:/);
  const html = await page.text();
  const paths = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
  assert.ok(paths.includes('docs/page.mjs') && paths.includes('openapi.json'));
  for (const path of paths) {
    assert.equal((await fetch(new URL(path, `${origin}/docs`))).status, 200, path);
  }
  const folder = new URL('../api-page/', import.meta.url);
  for (const name of readdirSync(folder)) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    assert.doesNotMatch(text, /https?:\/\/|\binnerHTML\b|insertAdjacentHTML|\beval\(/, name);
  }
});

test('tells the page its version and the keys', RUNS, async (t) => {
  const { emulator } = await emulate(t);
  const { body } = await control(emulator, 'GET', '/emulator/projects');
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.equal(body.version, version);
  const keys = body.projects[0].apiKeys.map(({ key }) => key);
  assert.deepEqual(keys, [emulator.apiKey, emulator.clientKey]);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { emulate } from './support/client.mjs';
import { control } from './support/control.mjs';

const PUBLISHED = new URL('../../../docs/openapi.json', import.meta.url);

test('serves the published document', async (t) => {
  const { emulator } = await emulate(t);
  const { status, body } = await control(emulator, 'GET', '/openapi.json');
  assert.equal(status, 200);
  assert.deepEqual(body, JSON.parse(readFileSync(PUBLISHED, 'utf8')));
});

test('describes every route of the README', async (t) => {
  const { emulator } = await emulate(t);
  const { body } = await control(emulator, 'GET', '/openapi.json');
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const routes = [...readme.matchAll(/^\| `(GET|POST|PATCH|DELETE) (\/[\w/{}]+)` /gm)];
  assert.ok(routes.length > 10, String(routes.length));
  for (const [, method, path] of routes) {
    // What they respond with is not JSON.
    if (['/emulator/events', '/metrics', '/docs'].includes(path)) continue;
    assert.ok(body.paths[path]?.[method.toLowerCase()], `${method} ${path}`);
  }
  for (const path of ['send', 'verify', 'validate-token', 'stats', 'logs']) {
    assert.ok(body.paths[`/v1/auth/sms/${path}`], path);
  }
});

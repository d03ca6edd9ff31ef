import assert from 'node:assert/strict';
import * as runner from 'node:test';
import { useEmulator } from '@baxcloud/baxverify-emulator/testing';
import { startApp } from './support.js';

useEmulator(runner);

runner.test('the login page comes with its style and its script, and nothing else', async () => {
  const app = await startApp();
  const page = await app.get('/login');
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(page.headers.get('content-security-policy'), /^default-src 'none';/);
  assert.match(page.text, /autocomplete="one-time-code"/);
  assert.match(page.text, /data-after-login="\/me"/);
  assert.equal(page.headers.has('x-powered-by'), false);

  const linked = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path);
  assert.deepEqual(linked, ['/login/page.css', '/login/page.js']);
  for (const path of linked) {
    const file = await app.get(path);
    assert.equal(file.status, 200, path);
    assert.ok(file.text.length > 500, path);
  }
});

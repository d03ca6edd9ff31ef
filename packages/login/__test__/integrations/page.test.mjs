import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { createExpressApp, createHonoApp } from './snippets/page.mjs';
import { listen, newPhone, startLogin } from './support/service.mjs';

const POST = { method: 'POST', headers: { 'content-type': 'application/json' } };

for (const name of ['express', 'hono']) {
  test(`the README serves the page and its routes with ${name}`, async (t) => {
    const { client, emulator } = await startLogin(t);
    const options = { client, onVerified: ({ phone }) => ({ user: phone }) };
    const ask = await (name === 'express' ? throughExpress(t, options) : throughHono(options));

    const html = await (await ask('/login')).text();
    assert.match(html, /data-after-login="\/account"/);
    for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      assert.equal((await ask(path)).status, 200, path);
    }
    const phone = newPhone();
    const sent = await ask('/login/send', { ...POST, body: JSON.stringify({ phone }) });
    assert.equal(sent.status, 200);
    const body = JSON.stringify({ phone, code: emulator.codeFor(phone) });
    const verified = await ask('/login/verify', { ...POST, body });
    assert.deepEqual(await verified.json(), { user: phone });
  });
}

async function throughExpress(t, options) {
  const address = await listen(t, createServer(createExpressApp(options)));
  return (path, init) => fetch(address + path, init);
}

function throughHono(options) {
  const app = createHonoApp(options);
  return (path, init) => app.request(path, init);
}

// The route handler of docs/webhooks.md in Next.js, in both runtimes.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { signForTest } from '@baxcloud/baxverify/webhooks';

const secret = 'whsec_next';
let child;
let url;

before(async () => {
  const next = new URL('node_modules/next/dist/bin/next', import.meta.url).pathname;
  const env = { ...process.env, BAXCLOUD_WEBHOOK_SECRET: secret, NEXT_TELEMETRY_DISABLED: '1' };
  delete env.NODE_TEST_CONTEXT;
  child = spawn(process.execPath, [next, 'dev', '--hostname', '127.0.0.1', '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    // The process leads a group, because Next.js starts further processes.
    detached: true,
  });
  let output = '';
  url = await new Promise((resolve, reject) => {
    child.on('exit', () => reject(new Error(output)));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (found && output.includes('Ready')) resolve(found);
    });
  });
});
after(() => process.kill(-child.pid, 'SIGKILL'));

for (const route of ['baxcloud', 'edge']) {
  const post = (body, signature = signForTest({ secret, payload: body })) =>
    fetch(`${url}/api/webhooks/${route}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-baxcloud-signature': signature },
    });

  test(`takes a delivery at ${route}, and refuses a forged one`, async () => {
    const body = JSON.stringify({
      id: 'evt_1',
      type: 'otp.sent',
      data: { object: { phone: '+431' } },
    });
    assert.equal((await post(body)).status, 204);
    assert.equal((await post(body)).status, 204);
    const forged = await post(`${body} `, signForTest({ secret, payload: body }));
    assert.equal(forged.status, 401);
    assert.deepEqual(await forged.json(), { error: 'BAXVERIFY_WEBHOOK_SIGNATURE_INVALID' });
    assert.equal((await post(`${body}${' '.repeat(2 ** 20)}`)).status, 413);
  });
}

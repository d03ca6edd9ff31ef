// The view of webhook deliveries.

import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { call, clipboard, expect, open, PHONE, test } from './fixtures.mjs';

const SECRET = 'whsec_browser_test';

/** Receives webhooks, and responds with `<b>no</b>` and the status 500 to the first one. */
async function startReceiver() {
  const received = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ body, signature: request.headers['x-baxcloud-signature'] });
    response.writeHead(received.length === 1 ? 500 : 200).end('<b>answer</b>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, received, url: `http://127.0.0.1:${server.address().port}/hooks` };
}

test('deliveries appear with body, signature and answer, and are sent again', async ({
  inbox,
  emulator,
}) => {
  const { server, received, url } = await startReceiver();
  emulator.updateProject({ webhook: { url, secret: SECRET } });
  await inbox.keyboard.press('6');
  await expect(inbox.locator('#webhooks-total')).toContainText('No deliveries yet');
  await call(emulator, 'send', { phone: PHONE });
  const rows = inbox.locator('#webhook-rows tr');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('otp.sent');
  await rows.getByRole('button', { name: 'Details' }).click();
  await expect(rows).toContainText('500 <b>answer</b>');
  // The emulator tries again after a second.
  await expect(rows).toContainText('200 <b>answer</b>');
  await expect(rows).toContainText('2 attempts');
  await expect(rows.locator('b')).toHaveCount(0);
  await expect(rows).toContainText(received[0].signature);

  await rows.getByRole('button', { name: 'Copy body' }).click();
  expect(await clipboard(inbox)).toBe(received[0].body);
  const digest = createHmac('sha256', SECRET).update(received[0].body).digest('hex');
  expect(received[0].signature).toContain(digest);

  await rows.getByRole('button', { name: 'Send again' }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('sent again');
  await expect(rows.first().locator('.state')).toHaveText('Delivered');
  expect(JSON.parse(received.at(-1).body).id).toBe(JSON.parse(received[0].body).id);
  server.closeAllConnections();
  server.close();
});

test('a load that ends after a later one changes nothing', async ({ page, emulator }) => {
  emulator.createProject({ projectId: 'proj_other' });
  const { server, url } = await startReceiver();
  emulator.updateProject({ webhook: { url, secret: SECRET } });
  await call(emulator, 'send', { phone: PHONE });
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  let held = 0;
  await page.route(/\/emulator\/webhooks\b/, async (route) => {
    held += 1;
    if (held === 1) await released;
    await route.continue();
  });
  await open(page, emulator);
  await page.keyboard.press('6');
  await expect.poll(() => held).toBe(1);
  await page.locator('#project').selectOption('proj_other');
  const total = page.locator('#webhooks-total');
  await expect(total).toContainText('No deliveries yet');
  const ended = page.waitForResponse(/\/emulator\/webhooks\b/);
  release();
  await ended;
  await page.waitForTimeout(200);
  await expect(total).toContainText('No deliveries yet');
  await expect(page.locator('#webhook-rows tr')).toHaveCount(0);
  server.closeAllConnections();
  server.close();
});

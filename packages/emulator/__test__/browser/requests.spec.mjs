// The view of the request journal.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { call, clipboard, expect, PHONE, test } from './fixtures.mjs';

const run = promisify(execFile);

test('calls appear with their reason, masked key and curl command', async ({ inbox, emulator }) => {
  await inbox.keyboard.press('5');
  await expect(inbox.locator('#requests-total')).toHaveText('No requests yet.');
  await call(emulator, 'send', { phone: PHONE });
  await call(emulator, 'verify', { phone: PHONE, code: '000000' });
  emulator.inject({ route: 'send', status: 503, times: 1 });
  await call(emulator, 'send', { phone: PHONE });
  const rows = inbox.locator('#request-rows tr');
  await expect(rows).toHaveCount(3);
  await expect(inbox.locator('#requests-total')).toHaveText('3 requests');
  await expect(rows.nth(0)).toContainText('Disturbed');
  await expect(rows.nth(0)).toContainText('503');
  await expect(rows.nth(1)).toContainText('Refused');
  await expect(rows.nth(1)).toContainText('BAXVERIFY_OTP_INVALID');
  await expect(rows.nth(2)).toContainText('Succeeded');

  const details = rows.nth(2).getByRole('button', { name: 'Details' });
  await details.click();
  await expect(details).toHaveAttribute('aria-expanded', 'true');
  await expect(rows.nth(2)).toContainText(`bax_sk_…${emulator.apiKey.slice(-4)}`);
  expect(await inbox.content()).not.toContain(`${emulator.apiKey}"}`);
  await expect(rows.nth(2)).not.toContainText(emulator.apiKey);

  await rows.nth(2).getByRole('button', { name: 'Copy as curl' }).click();
  const command = await clipboard(inbox);
  expect(command).not.toContain(emulator.apiKey);
  const env = { ...process.env, BAXCLOUD_API_KEY: emulator.apiKey };
  const { stdout } = await run('sh', ['-c', command], { env });
  expect(JSON.parse(stdout)).toMatchObject({ phone: PHONE });

  await inbox.getByLabel('Filter by outcome').selectOption('refused');
  await expect(rows).toHaveCount(1);
});

test('a hostile request is shown as text', async ({ inbox, emulator }) => {
  await inbox.keyboard.press('5');
  const purpose = '<img src=x onerror="document.title=1">';
  await call(emulator, 'send', { phone: PHONE, purpose });
  const row = inbox.locator('#request-rows tr');
  await row.getByRole('button', { name: 'Details' }).click();
  await expect(row).toContainText('<img src=x onerror=');
  await expect(row.locator('img')).toHaveCount(0);
  expect(await inbox.title()).not.toBe('1');
});

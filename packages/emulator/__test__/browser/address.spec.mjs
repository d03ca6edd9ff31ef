// The page below a base path, and what it says of the emulator's address.

import { call, clipboard, expect, PHONE, rootOf, test } from './fixtures.mjs';

test.use({ emulatorOptions: { basePath: '/sms' } });

test('below a base path, the page follows and links to the API', async ({ inbox, emulator }) => {
  expect(rootOf(emulator)).toMatch(/\/sms\/$/);
  await call(emulator, 'send', { phone: PHONE });
  await expect(inbox.locator('.bubble output')).toHaveText(emulator.codeFor(PHONE));
  await inbox.keyboard.press('4');
  const connection = inbox.getByRole('region', { name: 'Connection' });
  for (const text of [emulator.url, emulator.projectId, emulator.apiKey, emulator.clientKey]) {
    await expect(connection).toContainText(text);
  }
  await expect(inbox.locator('#version')).toHaveText(/^\d+\.\d+\.\d+/);
  await connection.getByRole('button', { name: 'Copy Client key' }).click();
  expect(await clipboard(inbox)).toBe(emulator.clientKey);
  await connection.getByRole('button', { name: 'Copy as environment variables' }).click();
  expect(await clipboard(inbox)).toContain(`BAXCLOUD_BASE_URL=${emulator.url}`);
  for (const name of ['API page', 'OpenAPI document']) {
    const href = await connection.getByRole('link', { name }).getAttribute('href');
    expect(href.startsWith(rootOf(emulator))).toBe(true);
    expect((await fetch(href)).status).toBe(200);
  }
});

// Unread marks, their count in the title and the icon, and desktop notifications.

import { call, expect, open, PHONE, rootOf, test } from './fixtures.mjs';

test('messages are unread until their conversation is shown', async ({ inbox, emulator }) => {
  const icon = () => inbox.locator('link[rel="icon"]').getAttribute('href');
  for (const n of [1, 2, 3]) {
    await call(emulator, 'send', { phone: `${PHONE}${n}` });
    await expect(inbox.locator('#conversations li')).toHaveCount(n);
  }
  await expect(inbox).toHaveTitle('(2) BaxVerify emulator');
  expect(await icon()).toBe(`${rootOf(emulator)}inbox/badges/2.svg`);
  expect((await fetch(await icon())).status).toBe(200);
  const row = inbox.locator('#conversations li', { hasText: `${PHONE}3` });
  await expect(row.locator('.count')).toContainText('1');
  await row.click();
  await expect(row.locator('.count')).toHaveCount(0);
  await expect(inbox).toHaveTitle('(1) BaxVerify emulator');
  await inbox.keyboard.press('4');
  await call(emulator, 'send', { phone: `${PHONE}3` });
  await expect(inbox).toHaveTitle('(2) BaxVerify emulator');
  await inbox.getByRole('button', { name: 'Mark all messages as read' }).click();
  await expect(inbox).toHaveTitle('BaxVerify emulator');
  expect(await icon()).toBe(`${rootOf(emulator)}inbox/icon.svg`);
});

test('notifications come when the user wants them and the page is hidden', async ({
  context,
  page,
  emulator,
}) => {
  await context.grantPermissions(['notifications', 'clipboard-read']);
  await page.addInitScript(() => {
    window.shown = [];
    const { permission } = Notification;
    window.Notification = class {
      static permission = permission;
      static requestPermission = async () => permission;
      constructor(title, options) {
        window.shown.push({ title, ...options });
      }
    };
  });
  await open(page, emulator);
  const setHidden = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  const shown = () => page.evaluate(() => window.shown);
  await setHidden(true);
  await call(emulator, 'send', { phone: `${PHONE}1` });
  await expect(page).toHaveTitle('(1) BaxVerify emulator');
  await setHidden(false);
  await page.keyboard.press('4');
  const setting = page.getByRole('switch', { name: 'Desktop notifications' });
  await setting.click();
  await expect(setting).toHaveAttribute('aria-checked', 'true');
  await setHidden(true);
  await call(emulator, 'send', { phone: `${PHONE}2` });
  await expect.poll(shown).toMatchObject([{ title: `${PHONE}2` }]);
});

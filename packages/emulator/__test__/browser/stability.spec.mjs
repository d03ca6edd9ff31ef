// What a user looks at, points at or has focused stays when messages arrive.

import { call, clipboard, expect, PHONE, sendMany, test } from './fixtures.mjs';

const row = (page, phone) => page.locator('#conversations li', { hasText: phone });

test('with nothing chosen, the conversation that is shown stays', async ({ inbox, emulator }) => {
  await call(emulator, 'send', { phone: `${PHONE}1` });
  await expect(inbox.locator('.thread h2')).toHaveText(`${PHONE}1`);
  const code = emulator.codeFor(`${PHONE}1`);
  const copy = inbox.locator('.bubble').getByRole('button', { name: 'Copy' });
  for (const n of [2, 3, 4, 5]) {
    await copy.hover();
    await call(emulator, 'send', { phone: `${PHONE}${n}` });
    await expect(inbox.locator('#conversations li')).toHaveCount(n);
    await expect(inbox.locator('.thread h2')).toHaveText(`${PHONE}1`);
    await inbox.mouse.down();
    await inbox.mouse.up();
    expect(await clipboard(inbox)).toBe(code);
  }
  await expect(row(inbox, `${PHONE}1`).locator('a')).toHaveAttribute('aria-current', 'true');
  await expect(inbox.locator('#conversations [aria-current]')).toHaveCount(1);
  // The user chose nothing, so the URL names nothing.
  expect(new URL(inbox.url()).hash).toBe('');
});

test('a press is not lost, and does not reach another row', async ({ inbox, emulator }) => {
  const phones = await sendMany(emulator, 5);
  const target = row(inbox, phones[1]);
  await target.hover();
  await inbox.mouse.down();
  await call(emulator, 'send', { phone: PHONE });
  await call(emulator, 'send', { phone: phones[1] });
  await expect.poll(() => inbox.title()).not.toBe('');
  await inbox.waitForTimeout(300);
  await inbox.mouse.up();
  await expect(inbox.locator('.thread h2')).toHaveText(phones[1]);
  await expect(inbox.locator('#conversations li').first()).toContainText(phones[1]);
});

test('a row keeps the focus while rows move and are filtered', async ({ inbox, emulator }) => {
  const phones = await sendMany(emulator, 6);
  await expect(inbox.locator('#conversations li')).toHaveCount(6);
  const focused = () => inbox.evaluate(() => document.activeElement.closest('li')?.dataset.key);
  await row(inbox, phones[2]).locator('a').focus();
  const key = await focused();
  expect(key).toBe(`${emulator.projectId} ${phones[2]}`);
  for (const phone of [PHONE, phones[2], phones[0], phones[2], phones[4]]) {
    await call(emulator, 'send', { phone });
    await expect(inbox.locator('#conversations li').first()).toContainText(phone);
    expect(await focused()).toBe(key);
  }
  await inbox.keyboard.press('Enter');
  await expect(inbox.locator('.thread h2')).toHaveText(phones[2]);
});

test('/ works from every view, also on a phone', async ({ inbox, emulator }) => {
  await call(emulator, 'send', { phone: PHONE });
  const key = encodeURIComponent(`${emulator.projectId} ${PHONE}`);
  const goTo = (hash) =>
    inbox.evaluate((to) => {
      location.hash = to;
    }, hash);
  for (const width of [1280, 375]) {
    await inbox.setViewportSize({ width, height: 700 });
    for (const hash of ['inbox', `inbox/${key}`, 'log', 'stats', 'controls', 'requests']) {
      await goTo(hash);
      await inbox.waitForTimeout(50);
      await inbox.keyboard.press('/');
      await expect(inbox.locator('#search')).toBeFocused();
      await inbox.keyboard.type('67');
      await expect(inbox.locator('#search')).toHaveValue('67');
      await inbox.locator('#search').fill('');
      await inbox.keyboard.press('Escape');
    }
  }
});

test('c copies only a code that is on the screen and can be used', async ({ inbox, emulator }) => {
  const toast = inbox.locator('#toast');
  const press = async (text) => {
    await inbox.evaluate(() => navigator.clipboard.writeText('nothing'));
    await inbox.keyboard.press('c');
    await expect(toast).toContainText(text);
    return clipboard(inbox);
  };
  expect(await press('No conversation')).toBe('nothing');
  await call(emulator, 'send', { phone: PHONE });
  await expect(inbox.locator('.bubble')).toHaveCount(1);
  const first = emulator.codeFor(PHONE);
  expect(await press(first)).toBe(first);
  await inbox.keyboard.press('2');
  await expect(inbox.locator('#log-rows tr')).toHaveCount(1);
  expect(await press('No conversation')).toBe('nothing');
  await inbox.keyboard.press('1');
  await call(emulator, 'verify', { phone: PHONE, code: first });
  await expect(inbox.locator('.bubble .state')).toHaveText('Verified');
  expect(await press('No code')).toBe('nothing');
  await call(emulator, 'send', { phone: PHONE });
  await expect(inbox.locator('.bubble')).toHaveCount(2);
  emulator.advance({ minutes: 10 });
  await expect(inbox.locator('.bubble .state').last()).toHaveText('Expired');
  expect(await press('No code')).toBe('nothing');
  // On a phone, the list hides the conversation.
  await call(emulator, 'send', { phone: PHONE });
  await inbox.setViewportSize({ width: 375, height: 700 });
  expect(await press('No conversation')).toBe('nothing');
});

// The page with more messages than it keeps.

import { call, expect, open, PHONE, sendMany, test } from './fixtures.mjs';

test.use({ emulatorOptions: { maxMessages: 20_000 } });

test('with more than 5,000 messages, the emulator is asked, and arrivals change little', async ({
  page,
  emulator,
}) => {
  test.setTimeout(120_000);
  const phones = await sendMany(emulator, 5_200);
  const [oldest] = phones;
  await open(page, emulator, '#log');
  await expect(page.locator('#log-total')).toHaveText('newest 5,000 of 5,200 messages');
  await page.keyboard.press('1');
  await expect(page.locator('#conversations li')).toHaveCount(100);

  await page.evaluate(() => {
    window.changes = 0;
    const count = (records) => {
      for (const { addedNodes, removedNodes } of records) {
        window.changes += addedNodes.length + removedNodes.length;
      }
    };
    new MutationObserver(count).observe(document.querySelector('main'), {
      childList: true,
      subtree: true,
    });
  });
  await call(emulator, 'send', { phone: PHONE });
  await expect(page.locator('#conversations li').first()).toContainText(PHONE);
  // The new row, the one that is no longer among the first hundred, and a few texts.
  expect(await page.evaluate(() => window.changes)).toBeLessThan(30);

  await page.locator('#search').fill(`to:${oldest}`);
  await expect(page.locator('#conversations li')).toHaveCount(1);
  await page.locator('#conversations a').click();
  await expect(page.locator('.bubble output')).toHaveText(emulator.codeFor(oldest));
  await page.locator('#search').fill('nothing');
  await expect(page.getByText('The emulator searched its 5,201 messages.')).toBeHidden();
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await page.locator('#log-words').fill('');
  await expect(page.locator('#log-rows tr')).toHaveCount(100);
});

// Messages, their states, the log, the clock, faults and the project, as a user sees them.

import { call, expect, PHONE, test } from './fixtures.mjs';

test('a message arrives without a reload, and its code is copied', async ({ inbox, emulator }) => {
  await expect(inbox.getByText('No messages yet')).toBeVisible();
  await call(emulator, 'send', { phone: PHONE, purpose: 'LOGIN' });
  const code = emulator.codeFor(PHONE);
  await expect(inbox.locator('#conversations a')).toHaveCount(1);
  await expect(inbox.locator('.bubble output')).toHaveText(code);
  await inbox.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(inbox.locator('#toast')).toContainText(code);
  expect(await inbox.evaluate(() => navigator.clipboard.readText())).toBe(code);
});

test('states change live: sent, verified, consumed, expired', async ({ inbox, emulator }) => {
  await call(emulator, 'send', { phone: PHONE });
  const state = inbox.locator('.bubble .state').last();
  await expect(state).toHaveText('Sent');
  const code = emulator.codeFor(PHONE);
  const { accessToken } = await call(emulator, 'verify', { phone: PHONE, code });
  await expect(state).toHaveText('Verified');
  await call(emulator, 'validate-token', { token: accessToken });
  await expect(state).toHaveText('Consumed');
  await call(emulator, 'send', { phone: PHONE });
  await expect(inbox.locator('.bubble')).toHaveCount(2);
  await expect(state).toHaveText('Sent');
  emulator.advance({ minutes: 11 });
  await expect(state).toHaveText('Expired');
});

test('a test message can be sent from the empty inbox', async ({ inbox }) => {
  await inbox.getByRole('button', { name: 'Send a test message' }).click();
  await expect(inbox.locator('.bubble output')).toHaveText('123456');
});

test('a search finds phones, and the log filters by state', async ({ inbox, emulator }) => {
  for (const n of [1, 2, 3]) await call(emulator, 'send', { phone: `${PHONE}${n}` });
  await call(emulator, 'verify', { phone: `${PHONE}2`, code: emulator.codeFor(`${PHONE}2`) });
  await expect(inbox.locator('#conversations a')).toHaveCount(3);
  await inbox.keyboard.press('/');
  await inbox.keyboard.type('0664 1234567 82'.slice(1));
  await expect(inbox.locator('#conversations a')).toHaveCount(1);
  await inbox.keyboard.press('Escape');
  await inbox.keyboard.press('2');
  await expect(inbox.locator('#log-rows tr')).toHaveCount(3);
  await inbox.getByLabel('Filter by state').selectOption('verified');
  await expect(inbox.locator('#log-rows tr')).toHaveCount(1);
  await expect(inbox.locator('#log-rows')).toContainText(`${PHONE}2`);
  await inbox.getByLabel('Filter by phone').fill('nothing');
  await expect(inbox.locator('#log-rows tr')).toHaveCount(0);
});

test('the clock is advanced from the page', async ({ inbox, emulator }) => {
  await call(emulator, 'send', { phone: PHONE });
  await inbox.keyboard.press('4');
  await inbox.getByRole('button', { name: '+11 min' }).click();
  await expect(inbox.locator('#clock .ahead')).toHaveText('+11 min');
  expect(emulator.messages()[0].status).toBe('EXPIRED');
  await inbox.keyboard.press('1');
  await expect(inbox.locator('.bubble .state')).toHaveText('Expired');
});

test('faults are injected by switch and by form, and ended', async ({ inbox, emulator }) => {
  await inbox.keyboard.press('4');
  const late = inbox.getByRole('switch', { name: 'SMS is 30 s late' });
  await late.click();
  await expect(late).toHaveAttribute('aria-checked', 'true');
  await expect(inbox.locator('#fault-count')).toHaveText('1');
  await call(emulator, 'send', { phone: PHONE });
  expect(emulator.codeFor(PHONE)).toBeUndefined();
  await inbox.keyboard.press('1');
  await expect(inbox.locator('.bubble .state')).toHaveText('On its way');
  emulator.advance({ seconds: 30 });
  await expect(inbox.locator('.bubble .state')).toHaveText('Sent');
  await inbox.keyboard.press('4');
  await late.click();
  await expect(late).toHaveAttribute('aria-checked', 'false');

  await inbox.getByText('Another rule').click();
  await inbox.getByLabel('Effect').selectOption('BAXVERIFY_RATE_LIMIT');
  await inbox.getByLabel('Route').selectOption('send');
  await inbox.getByLabel('Maximum number of calls').fill('1');
  await inbox.getByRole('button', { name: 'Inject' }).click();
  await expect(inbox.locator('#faults li')).toHaveCount(1);
  const { error } = await call(emulator, 'send', { phone: PHONE });
  expect(error.code).toBe('BAXVERIFY_RATE_LIMIT');
  await expect(inbox.locator('#faults li')).toContainText('1 of 1');
  await inbox.getByRole('button', { name: /^End: / }).click();
  await expect(inbox.locator('#faults li')).toHaveCount(0);
  expect(emulator.faults()).toEqual([]);
});

test('the project is switched off and on', async ({ inbox, emulator }) => {
  await inbox.keyboard.press('4');
  const active = inbox.getByRole('switch', { name: 'Project is active' });
  await expect(active).toHaveAttribute('aria-checked', 'true');
  await active.click();
  await expect(active).toHaveAttribute('aria-checked', 'false');
  const { error } = await call(emulator, 'send', { phone: PHONE });
  expect(error.code).toBe('BAXVERIFY_PROJECT_INACTIVE');
  emulator.updateProject({ active: true });
  await expect(active).toHaveAttribute('aria-checked', 'true');
});

test('stats follow, with a chart', async ({ inbox, emulator }) => {
  await inbox.keyboard.press('3');
  await call(emulator, 'send', { phone: PHONE });
  await expect(inbox.locator('#stat-sent')).toHaveText('1');
  await expect(inbox.locator('svg rect.sent')).toHaveCount(14);
});

test('hostile messages are shown and not run', async ({ inbox, emulator }) => {
  const purpose = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
  await call(emulator, 'send', { phone: PHONE, purpose });
  await expect(inbox.locator('.bubble .tag')).toHaveText(purpose);
  await inbox.keyboard.press('2');
  await expect(inbox.locator('#log-rows')).toContainText(purpose);
  expect(await inbox.locator('main img, main script').count()).toBe(0);
  expect(await inbox.title()).not.toBe('1');
});

test('keys move between conversations and copy the newest code', async ({ inbox, emulator }) => {
  for (const n of [1, 2]) await call(emulator, 'send', { phone: `${PHONE}${n}` });
  await expect(inbox.locator('#conversations a')).toHaveCount(2);
  await inbox.keyboard.press('j');
  await inbox.keyboard.press('j');
  await expect(inbox.locator('.thread h2')).toHaveText(`${PHONE}1`);
  await inbox.keyboard.press('c');
  const code = emulator.codeFor(`${PHONE}1`);
  expect(await inbox.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await inbox.keyboard.press('k');
  await expect(inbox.locator('.thread h2')).toHaveText(`${PHONE}2`);
});

test('nothing is wider than a phone, light or dark', async ({ inbox, emulator }) => {
  await call(emulator, 'send', { phone: PHONE, purpose: 'W'.repeat(200) });
  emulator.inject({ status: 503, probability: 0.2 });
  await inbox.setViewportSize({ width: 360, height: 700 });
  for (const colorScheme of ['light', 'dark']) {
    await inbox.emulateMedia({ colorScheme });
    const thread = `inbox/${encodeURIComponent(`${emulator.projectId} ${PHONE}`)}`;
    for (const view of ['inbox', thread, 'log', 'stats', 'controls']) {
      await inbox.evaluate((hash) => {
        location.hash = hash;
      }, view);
      await inbox.waitForTimeout(100);
      const widths = await inbox.evaluate(() =>
        [document.body, ...document.querySelectorAll('.page, .thread, .list')]
          .filter((box) => box.offsetWidth > 0)
          .map((box) => box.scrollWidth - box.clientWidth),
      );
      expect(Math.max(...widths), view).toBeLessThanOrEqual(0);
    }
  }
});

// Clocks that stand, and clocks of projects.

import { call, expect, PHONE, test } from './fixtures.mjs';

test('a clock stands, and runs on', async ({ inbox, emulator }) => {
  await call(emulator, 'send', { phone: PHONE });
  const why = inbox.locator('.bubble .why');
  await inbox.keyboard.press('4');
  await inbox.getByRole('button', { name: 'Stop it' }).click();
  await expect(inbox.locator('#clock-ahead')).toHaveText('stands');
  const stands = emulator.now();
  await inbox.keyboard.press('1');
  const left = await why.textContent();
  expect(left).toMatch(/^valid for \d+:\d\d min$/);
  await inbox.waitForTimeout(2_500);
  expect(await why.textContent()).toBe(left);
  expect(emulator.now()).toEqual(stands);
  await inbox.keyboard.press('4');
  await inbox.getByRole('button', { name: 'Let it run' }).click();
  await inbox.keyboard.press('1');
  await expect(why).not.toHaveText(left);
});

test('each project has its own time', async ({ inbox, emulator }) => {
  const other = emulator.createProject();
  await call(emulator, 'send', { phone: PHONE });
  await call({ ...other, env: emulator.env }, 'send', { phone: `${PHONE}1` });
  await expect(inbox.locator('#conversations a')).toHaveCount(2);
  await inbox.locator('#project').selectOption(other.projectId);
  await inbox.keyboard.press('4');
  await expect(inbox.locator('#clock-of')).toHaveText(`of ${other.projectId}`);
  await inbox.getByRole('button', { name: '+11 min' }).click();
  await expect(inbox.locator('#clock .ahead')).toHaveText('+11 min');
  await inbox.locator('#project').selectOption('');
  await expect(inbox.locator('#clock .ahead')).toHaveCount(0);
  await inbox.keyboard.press('2');
  await expect(inbox.locator('#log-rows tr', { hasText: `${PHONE}1` })).toContainText('Expired');
  await expect(inbox.locator('#log-rows tr').last()).toContainText('Sent');
});

test('a removed project leaves its messages no clock', async ({ inbox, emulator }) => {
  const other = emulator.createProject();
  await call({ ...other, env: emulator.env }, 'send', { phone: PHONE });
  await expect(inbox.locator('#conversations a')).toHaveCount(1);
  emulator.removeProject(other.projectId);
  await expect(inbox.locator('#conversations a')).toHaveCount(0);
});

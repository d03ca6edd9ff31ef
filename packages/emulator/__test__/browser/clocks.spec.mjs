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

test('projects come and go while every view is shown', async ({ inbox, emulator }) => {
  const ids = ['proj_a', 'proj_b', 'proj_c'];
  for (const view of ['1', '2', '3', '4', '5', '6']) {
    await inbox.keyboard.press(view);
    for (const projectId of ids) {
      const { apiKey } = emulator.createProject({ projectId });
      await call({ projectId, apiKey, env: emulator.env }, 'send', { phone: PHONE });
      emulator.freeze({ projectId });
      emulator.removeProject(projectId);
    }
  }
  await expect(inbox.locator('#project')).toBeHidden();
});

test('the controls of a removed project do nothing', async ({ inbox, emulator }) => {
  const { projectId } = emulator.createProject();
  await inbox.locator('#project').selectOption(projectId);
  await inbox.keyboard.press('4');
  const off = ['Project is active', 'Has a subscription'];
  for (const name of off) await expect(inbox.getByRole('switch', { name })).toBeEnabled();
  emulator.removeProject(projectId);
  await expect(inbox.locator('#project-name')).toHaveText('does not exist');
  for (const name of off) await expect(inbox.getByRole('switch', { name })).toBeDisabled();
  await expect(inbox.getByRole('button', { name: '+1 h' })).toBeDisabled();
  await expect(inbox.getByRole('spinbutton', { name: 'Credits' })).toBeDisabled();
  emulator.createProject({ projectId });
  await expect(inbox.getByRole('button', { name: '+1 h' })).toBeEnabled();
  await expect(inbox.locator('#project-name')).toHaveText(projectId);
});

// The test numbers of a project.

import { call, expect, PHONE, test } from './fixtures.mjs';

const ERROR = 'BAXVERIFY_SMS_SEND_FAILED';

test('a project gets its own test numbers, and loses them', async ({ inbox, emulator }) => {
  await inbox.keyboard.press('4');
  const card = inbox.getByRole('region', { name: 'Test numbers' });
  const list = card.getByRole('list', { name: 'Test numbers of the project' });
  await expect(card.getByText('no numbers of its own')).toBeVisible();
  await card.getByText('Add a number').click();
  const phone = card.getByRole('textbox', { name: 'Phone' });
  const code = card.getByRole('textbox', { name: 'Code' });
  const failing = card.getByRole('combobox', { name: 'Call that fails' });
  const add = card.getByRole('button', { name: 'Add number' });

  await phone.fill('0664');
  await add.click();
  expect(await phone.evaluate((input) => input.validity.patternMismatch)).toBe(true);
  await phone.fill(PHONE);
  await code.fill('47 11');
  await add.click();
  expect(await code.evaluate((input) => input.validity.patternMismatch)).toBe(true);
  expect(emulator.updateProject({}).testNumbers).toEqual([]);
  await code.fill('4711');
  await add.click();
  await expect(list.getByRole('listitem')).toContainText(`${PHONE}code 4711 · every call succeeds`);
  await expect(phone).toHaveValue('');
  await call(emulator, 'send', { phone: PHONE });
  expect(emulator.codeFor(PHONE)).toBe('4711');

  await expect(failing).toBeDisabled();
  await phone.fill(`${PHONE}1`);
  await card.getByRole('combobox', { name: 'Error' }).selectOption(ERROR);
  await failing.selectOption('verify');
  await add.click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list).toContainText(`${ERROR} on verify`);
  await call(emulator, 'send', { phone: `${PHONE}1` });
  const { error } = await call(emulator, 'verify', { phone: `${PHONE}1`, code: '0000' });
  expect(error.code).toBe(ERROR);

  // The same number again replaces the old one.
  await phone.fill(`${PHONE}1`);
  await add.click();
  await expect(list).not.toContainText(ERROR);
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await card.getByRole('button', { name: `Remove ${PHONE}`, exact: true }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(inbox.locator('#own-numbers-head')).toBeFocused();
  expect(emulator.updateProject({}).testNumbers).toEqual([{ phone: `${PHONE}1` }]);
});

test('the numbers are those of the selected project', async ({ inbox, emulator }) => {
  const { projectId } = emulator.createProject({ testNumbers: [{ phone: PHONE, code: '123456' }] });
  await inbox.locator('#project').selectOption(projectId);
  await inbox.keyboard.press('4');
  const list = inbox.getByRole('list', { name: 'Test numbers of the project' });
  await expect(list).toContainText('code 123456');
  // Another client adds a number, and the page keeps it.
  emulator.updateProject({
    projectId,
    testNumbers: [{ phone: PHONE, code: '123456' }, { phone: `${PHONE}1` }],
  });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await inbox.getByRole('button', { name: `Remove ${PHONE}`, exact: true }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  expect(emulator.updateProject({ projectId }).testNumbers).toEqual([{ phone: `${PHONE}1` }]);
  await inbox.locator('#project').selectOption(emulator.projectId);
  await expect(inbox.getByText('no numbers of its own')).toBeVisible();
});

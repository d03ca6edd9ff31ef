// The search with its operators, the filter in the URL, and deletion.

import { call, expect, open, PHONE, test } from './fixtures.mjs';

const rows = (page) => page.locator('#conversations li');

async function fill(emulator) {
  await call(emulator, 'send', { phone: '+4366412345678', purpose: 'LOGIN' });
  await call(emulator, 'send', { phone: '+4367611122233', purpose: 'Sign in' });
  await call(emulator, 'send', { phone: '+12125550100', purpose: 'LOGIN' });
  await call(emulator, 'verify', {
    phone: '+12125550100',
    code: emulator.codeFor('+12125550100'),
  });
}

test('operators find messages, and the URL keeps the search', async ({ inbox, emulator }) => {
  await fill(emulator);
  await expect(rows(inbox)).toHaveCount(3);
  const search = inbox.getByRole('searchbox', { name: 'Search messages' });
  for (const [text, phone] of [
    ['to:+43 664 123', '+4366412345678'],
    ['to:0676 111', '+4367611122233'],
    ['to:(212) 555-0100', '+12125550100'],
    ['status:verified', '+12125550100'],
    ['purpose:"sign in"', '+4367611122233'],
    [emulator.codeFor('+4366412345678'), '+4366412345678'],
    [`project:${emulator.projectId} to:0664`, '+4366412345678'],
  ]) {
    await search.fill(text);
    await expect(rows(inbox), text).toHaveCount(1);
    await expect(rows(inbox), text).toContainText(phone);
    expect(new URLSearchParams(new URL(inbox.url()).hash.split('?')[1]).get('q')).toBe(text);
  }
  await search.fill('to:0664');
  await inbox.reload();
  await expect(search).toHaveValue('to:0664');
  await expect(rows(inbox)).toHaveCount(1);
  await inbox.getByRole('link', { name: 'Log' }).click();
  await expect(inbox.locator('#log-rows tr')).toHaveCount(1);
  await expect(inbox.locator('#log-words')).toHaveValue('to:0664');
});

test('the page shows what is wrong with a search', async ({ page, emulator }) => {
  await open(page, emulator, '#inbox?q=status:nonsense');
  await expect(page.locator('#conversations-rest')).toContainText('status: must be one of');
  await page.getByRole('link', { name: 'Log' }).click();
  await expect(page.locator('#log-total')).toContainText('status: must be one of');
});

test('a search follows new messages', async ({ inbox, emulator }) => {
  await fill(emulator);
  await inbox.locator('#search').fill('status:verified');
  await expect(rows(inbox)).toHaveCount(1);
  const code = emulator.codeFor('+4366412345678');
  await call(emulator, 'verify', { phone: '+4366412345678', code });
  await expect(rows(inbox)).toHaveCount(2);
});

test('a search without hits does not say that there are no messages', async ({
  inbox,
  emulator,
}) => {
  await expect(inbox.getByText('No messages yet')).toBeVisible();
  await call(emulator, 'send', { phone: PHONE });
  await inbox.locator('#search').fill('nothing');
  await expect(inbox.getByRole('heading', { name: 'No hit' })).toBeVisible();
  await expect(inbox.getByText('The emulator searched its 1 message.')).toBeVisible();
  await expect(inbox.getByText('No messages yet')).toHaveCount(0);
  await inbox.getByRole('link', { name: 'Log' }).click();
  await expect(inbox.locator('#log-total')).toHaveText('Nothing matches.');
  await inbox.getByRole('link', { name: 'Inbox' }).click();
  await inbox.setViewportSize({ width: 375, height: 700 });
  await expect(inbox.getByText('Nothing matches the search.')).toBeVisible();
  await expect(inbox.locator('#search')).toBeVisible();
  await inbox.locator('#search').fill('');
  await expect(rows(inbox)).toHaveCount(1);
});

test('a project is picked, and the faults are for it', async ({ page, emulator }) => {
  const other = emulator.createProject({ projectId: 'proj_other' });
  await call(emulator, 'send', { phone: `${PHONE}1` });
  await call({ ...other, projectId: 'proj_other' }, 'send', { phone: `${PHONE}2` });
  await open(page, emulator, '#inbox?project=proj_other');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(`${PHONE}2`);
  await page.keyboard.press('4');
  const lost = page.getByRole('switch', { name: 'SMS is lost' });
  await lost.click();
  await expect(lost).toHaveAttribute('aria-checked', 'true');
  expect(emulator.faults()[0]).toMatchObject({ sms: 'lost', projectId: 'proj_other' });
  await page.locator('#project').selectOption(emulator.projectId);
  await expect(lost).toHaveAttribute('aria-checked', 'false');
  await expect(page.locator('#fault-count')).toBeHidden();
  await page.locator('#project').selectOption('');
  await expect(lost).toHaveAttribute('aria-checked', 'false');
  await expect(page.locator('#fault-count')).toHaveText('1');
});

test('a removed project is gone with its messages', async ({ inbox, emulator }) => {
  const other = emulator.createProject({ projectId: 'proj_other' });
  await call(emulator, 'send', { phone: `${PHONE}1` });
  await call(other, 'send', { phone: `${PHONE}2` });
  await expect(rows(inbox)).toHaveCount(2);
  emulator.removeProject('proj_other');
  await expect(rows(inbox)).toHaveCount(1);
  await expect(inbox.locator('#project')).toBeHidden();
});

test('a rule that can affect no further call is not counted', async ({ inbox, emulator }) => {
  emulator.inject({ route: 'send', status: 503, times: 1 });
  await expect(inbox.locator('#fault-count')).toHaveText('1');
  await call(emulator, 'send', { phone: PHONE });
  await expect(inbox.locator('#fault-count')).toBeHidden();
  await inbox.keyboard.press('4');
  await expect(inbox.locator('#faults li')).toContainText('spent');
});

test('one message, a selection and a search are deleted', async ({ inbox, emulator }) => {
  inbox.on('dialog', (dialog) => dialog.accept());
  for (const n of [1, 2, 3, 4, 5, 6]) await call(emulator, 'send', { phone: `${PHONE}${n}` });
  await expect(rows(inbox)).toHaveCount(6);
  await rows(inbox)
    .filter({ hasText: `${PHONE}6` })
    .click();
  await inbox.locator('.bubble').getByRole('button', { name: 'Delete' }).click();
  await expect(rows(inbox)).toHaveCount(5);
  expect(emulator.messages().map(({ phone }) => phone)).not.toContain(`${PHONE}6`);

  await inbox.keyboard.press('2');
  const log = inbox.locator('#log-rows tr');
  await log
    .filter({ hasText: `${PHONE}5` })
    .getByRole('button', { name: 'Delete' })
    .click();
  await expect(log).toHaveCount(4);
  for (const n of [3, 4])
    await log
      .filter({ hasText: `${PHONE}${n}` })
      .getByRole('checkbox')
      .check();
  await inbox.getByRole('button', { name: 'Delete selected (2)' }).click();
  await expect(log).toHaveCount(2);
  await expect(inbox.getByRole('button', { name: /^Delete selected/ })).toHaveCount(0);

  await inbox.locator('#log-words').fill(`to:${PHONE}1`);
  await inbox.getByRole('button', { name: 'Delete all found (1)' }).click();
  await expect(log).toHaveCount(0);
  expect(emulator.messages().map(({ phone }) => phone)).toEqual([`${PHONE}2`]);
});

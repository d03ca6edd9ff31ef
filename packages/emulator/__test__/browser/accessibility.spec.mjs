// Accessibility: axe-core in each state of the page, and what axe-core does not see.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { call, expect, open, PHONE, test } from './fixtures.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 375, height: 740 };

/** Returns the rules that the page breaks, and where. */
async function violations(page) {
  const { violations } = await page.evaluate(`${AXE}; axe.run(document)`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

const goTo = (page, hash) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

/** Messages in every state, faults, and refused and disturbed requests. */
async function fill(emulator) {
  const [verified, consumed, expired, failed, late, lost, sent] = Array.from(
    { length: 7 },
    (_, n) => `${PHONE}${n}`,
  );
  const send = (phone) => call(emulator, 'send', { phone, purpose: 'LOGIN' });
  const verify = (phone) => call(emulator, 'verify', { phone, code: emulator.codeFor(phone) });
  await send(expired);
  emulator.advance({ days: 1 });
  await send(verified);
  await verify(verified);
  await send(consumed);
  await call(emulator, 'validate-token', { token: (await verify(consumed)).accessToken });
  // Nothing listens on this port.
  const webhook = { url: 'http://127.0.0.1:9/', secret: 'whsec_x' };
  const testNumbers = [{ phone: `${PHONE}9`, code: '4711' }];
  emulator.updateProject({ failPhones: [failed], webhook, testNumbers });
  await send(failed);
  emulator.inject({ sms: 'late', delayMs: 600_000, times: 1 });
  await send(late);
  emulator.inject({ sms: 'lost', times: 1 });
  await send(lost);
  emulator.inject({ route: 'verify', status: 503, probability: 0.5, seed: 1 });
  await verify(sent);
  await send(sent);
}

const VIEWS = ['inbox', 'log', 'stats', 'controls', 'requests', 'webhooks'];
const LOOKS = [
  { name: 'light', colorScheme: 'light', size: WIDE },
  { name: 'dark', colorScheme: 'dark', size: WIDE },
  { name: 'narrow', colorScheme: 'light', size: NARROW },
  { name: 'forced colors', forcedColors: 'active', colorScheme: 'dark', size: WIDE },
];

for (const { name, size, ...media } of LOOKS) {
  test(`axe-core finds nothing in any view: ${name}`, async ({ page, emulator }) => {
    await page.emulateMedia(media);
    await page.setViewportSize(size);
    await open(page, emulator);
    expect(await violations(page), 'empty').toEqual([]);
    await fill(emulator);
    await expect(page.locator('#conversations li')).toHaveCount(7);
    for (const view of VIEWS) {
      await goTo(page, view);
      await expect(page.locator(`#view-${view}`)).toBeVisible();
      if (view === 'requests') await expect(page.locator('#request-rows tr')).not.toHaveCount(0);
      if (view === 'webhooks') await expect(page.locator('#webhook-rows tr')).not.toHaveCount(0);
      expect(await violations(page), view).toEqual([]);
    }
    await goTo(page, `inbox/${encodeURIComponent(`${emulator.projectId} ${PHONE}0`)}`);
    await expect(page.locator('.bubble')).toBeVisible();
    expect(await violations(page), 'conversation').toEqual([]);
  });
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe-core finds nothing with details, selections, searches and help: ${colorScheme}`, async ({
    inbox,
    emulator,
  }) => {
    await fill(emulator);
    await expect(inbox.locator('#conversations li')).toHaveCount(7);
    await inbox.emulateMedia({ colorScheme });
    await goTo(inbox, 'inbox?q=nothing');
    await expect(inbox.getByText('No hit')).toBeVisible();
    expect(await violations(inbox), 'no hit').toEqual([]);
    await goTo(inbox, 'log?q=status:sent');
    await inbox.locator('#log-rows input').first().check();
    await expect(inbox.getByRole('button', { name: 'Delete selected (1)' })).toBeVisible();
    expect(await violations(inbox), 'selection').toEqual([]);
    await goTo(inbox, 'stats');
    await inbox.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    expect(await violations(inbox), 'table of the chart').toEqual([]);
    await goTo(inbox, 'controls');
    await inbox.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    expect(await violations(inbox), 'form').toEqual([]);
    await goTo(inbox, 'requests');
    await inbox.locator('#request-rows').getByRole('button', { name: 'Details' }).first().click();
    expect(await violations(inbox), 'details').toEqual([]);
    await inbox.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    expect(await violations(inbox), 'help').toEqual([]);
    await inbox.keyboard.press('Escape');
  });
}

test('arrivals are announced, many of them together', async ({ inbox, emulator }) => {
  const arrivals = inbox.getByRole('log', { name: 'New messages' });
  await call(emulator, 'send', { phone: PHONE });
  await expect(arrivals).toContainText(`New message to ${PHONE}: code`);
  await Promise.all([1, 2, 3].map((n) => call(emulator, 'send', { phone: `${PHONE}${n}` })));
  await expect(arrivals).toContainText('new messages.');
});

test('shortcuts of a single character can be turned off', async ({ inbox }) => {
  await inbox.keyboard.press('?');
  const setting = inbox.locator('#help').getByRole('switch');
  await expect(setting).toHaveAttribute('aria-checked', 'true');
  await setting.click();
  await expect(setting).toHaveAttribute('aria-checked', 'false');
  await inbox.keyboard.press('Escape');
  for (const key of ['2', '/', 't', 'c', '?', 'j']) await inbox.keyboard.press(key);
  await expect(inbox.locator('#view-inbox')).toBeVisible();
  await expect(inbox.locator('#search')).not.toBeFocused();
  await expect(inbox.locator('#help')).not.toBeVisible();
  expect(await inbox.locator('html').getAttribute('data-theme')).toBeNull();
  await inbox.reload();
  await expect(inbox.locator('#live')).toHaveText('live');
  await inbox.keyboard.press('2');
  await expect(inbox.locator('#view-inbox')).toBeVisible();
  await inbox.getByRole('link', { name: 'Controls' }).click();
  await inbox.getByRole('switch', { name: 'Shortcuts of a single character' }).click();
  await inbox.keyboard.press('2');
  await expect(inbox.locator('#view-log')).toBeVisible();
});

test('theme and help are there on a phone, and chart labels have the size of text', async ({
  inbox,
  emulator,
}) => {
  await call(emulator, 'send', { phone: PHONE });
  await inbox.setViewportSize(NARROW);
  await inbox.getByRole('button', { name: 'Theme: System' }).click();
  await expect(inbox.locator('html')).toHaveAttribute('data-theme', 'light');
  await inbox.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(inbox.locator('#help')).toBeVisible();
  await inbox.keyboard.press('Escape');
  await goTo(inbox, 'stats');
  const tick = inbox.locator('#chart .tick').first();
  const height = async () => (await tick.boundingBox()).height;
  await expect(tick).toBeVisible();
  const small = await height();
  expect(small).toBeGreaterThan(11);
  // A user doubles the size of text.
  await inbox.evaluate(() => {
    document.documentElement.style.fontSize = '30px';
    dispatchEvent(new Event('resize'));
  });
  await expect.poll(height).toBeGreaterThan(1.8 * small);
});

test('on a phone, the tables have their heads for screen readers', async ({ inbox, emulator }) => {
  await call(emulator, 'send', { phone: PHONE });
  await inbox.setViewportSize(NARROW);
  await goTo(inbox, 'log');
  const table = inbox.getByRole('table', { name: 'Messages' });
  for (const name of ['Time', 'Phone', 'Purpose', 'State', 'Code', 'Actions']) {
    await expect(table.getByRole('columnheader', { name })).toHaveCount(1);
  }
  await expect(table.getByRole('rowheader', { name: PHONE })).toBeVisible();
  await expect(table.getByRole('cell')).toHaveCount(6);
});

test('states differ in more than color', async ({ inbox, emulator }) => {
  await fill(emulator);
  await goTo(inbox, 'log');
  await expect(inbox.locator('#log-rows tr')).toHaveCount(7);
  const signs = await inbox
    .locator('#log-rows .state')
    .evaluateAll((labels) => labels.map((label) => getComputedStyle(label, '::before').content));
  expect(new Set(signs).size).toBe(7);
  const names = await inbox.locator('#log-rows .state').allTextContents();
  expect(new Set(names).size).toBe(7);
});

// The fixtures of the browser tests: an emulator, and its page.

import { test as base, expect } from '@playwright/test';
import { startEmulator } from '../../index.mjs';

export { expect };
export const PHONE = '+4366412345678';

/** The address of the page. */
export const rootOf = ({ url }) => url.replace(/v1$/, '');

/** Fails if the page logs an error, throws, or calls another host. */
export function watch(page, emulator) {
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (call) => {
    if (!call.url().startsWith(rootOf(emulator))) problems.push(call.url());
  });
  return () => expect(problems).toEqual([]);
}

export async function open(page, emulator, fragment = '') {
  await page.goto(rootOf(emulator) + fragment);
  await expect(page.locator('#live')).toHaveText('live');
}

export const test = base.extend({
  emulatorOptions: [{}, { option: true }],
  emulator: async ({ emulatorOptions }, use) => {
    const emulator = await startEmulator({ sendLimit: 0, ...emulatorOptions });
    await use(emulator);
    await emulator.stop();
  },
  inbox: async ({ page, emulator }, use) => {
    const check = watch(page, emulator);
    await open(page, emulator);
    await use(page);
    check();
  },
});

/** Calls the service as an application does. */
export async function call({ projectId, apiKey, env }, path, body) {
  const response = await fetch(`${env.BAXCLOUD_BASE_URL}/auth/sms/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'x-project-id': projectId },
    body: JSON.stringify(body),
  });
  // A fault may respond with something else.
  return response.json().catch(() => undefined);
}

/** Sends `count` messages to different phones. */
export async function sendMany(emulator, count, prefix = '+43664') {
  const phones = Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(7, '0')}`);
  for (let at = 0; at < count; at += 50) {
    await Promise.all(phones.slice(at, at + 50).map((phone) => call(emulator, 'send', { phone })));
  }
  return phones;
}

export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

// The page loads and follows the emulator with many tabs, without storage, and behind a proxy.

import { createServer, request as httpRequest } from 'node:http';
import { call, expect, open, PHONE, rootOf, test, watch } from './fixtures.mjs';

test('eight tabs share one connection, also after the first one closes', async ({
  context,
  emulator,
}) => {
  let streams = 0;
  context.on('request', (call) => {
    if (call.url().endsWith('/emulator/events')) streams += 1;
  });
  const tabs = [];
  for (let n = 0; n < 8; n += 1) {
    const page = await context.newPage();
    const check = watch(page, emulator);
    await open(page, emulator);
    tabs.push({ page, check });
  }
  expect(streams).toBe(1);
  await call(emulator, 'send', { phone: `${PHONE}1` });
  for (const { page } of tabs) await expect(page.locator('#conversations li')).toHaveCount(1);
  await tabs.shift().page.close();
  await expect.poll(() => streams).toBe(2);
  await call(emulator, 'send', { phone: `${PHONE}2` });
  for (const { page, check } of tabs) {
    await expect(page.locator('#conversations li')).toHaveCount(2);
    await expect(page.locator('#live')).toHaveText('live');
    check();
  }
  expect(streams).toBe(2);
});

test('a visible tab replaces one that no longer passes on events', async ({
  context,
  emulator,
}) => {
  const first = await context.newPage();
  await open(first, emulator);
  // As in a tab that the browser has frozen.
  await first.evaluate(() => {
    const { postMessage } = BroadcastChannel.prototype;
    BroadcastChannel.prototype.postMessage = () => {};
    window.thaw = () => {
      BroadcastChannel.prototype.postMessage = postMessage;
    };
  });
  const second = await context.newPage();
  await open(second, emulator);
  await first.evaluate(() => window.thaw());
  await call(emulator, 'send', { phone: PHONE });
  for (const page of [first, second]) {
    await expect(page.locator('#conversations li')).toHaveCount(1);
    await expect(page.locator('#live')).toHaveText('live');
  }
});

test('without locks, a hidden tab has no connection', async ({ page, emulator }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'locks', { value: undefined });
    window.sources = [];
    const { EventSource } = window;
    window.EventSource = class extends EventSource {
      constructor(...args) {
        super(...args);
        window.sources.push(this);
      }
    };
    window.EventSource.CLOSED = EventSource.CLOSED;
  });
  await open(page, emulator);
  const setHidden = (value) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, value);
  const openSources = () =>
    page.evaluate(() => window.sources.filter(({ readyState }) => readyState !== 2).length);
  expect(await openSources()).toBe(1);
  await setHidden(true);
  expect(await openSources()).toBe(0);
  await call(emulator, 'send', { phone: PHONE });
  await setHidden(false);
  await expect(page.locator('#conversations li')).toHaveCount(1);
  await expect(page.locator('#live')).toHaveText('live');
  expect(await openSources()).toBe(1);
});

test('blocked storage, locks and channels do not blank the page', async ({ page, emulator }) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
      Object.defineProperty(window, name, { get: refuse });
    }
    window.BroadcastChannel = class {
      constructor() {
        refuse();
      }
    };
    navigator.locks.request = async () => refuse();
  });
  const check = watch(page, emulator);
  await open(page, emulator);
  await call(emulator, 'send', { phone: PHONE });
  await expect(page.locator('#conversations li')).toHaveCount(1);
  await page.keyboard.press('t');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  check();
});

/** A proxy that holds back the event stream, as one that buffers responses does. */
async function startBufferingProxy({ port }) {
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, host: `127.0.0.1:${port}` };
    delete headers.origin;
    const { method, url: path } = incoming;
    const call = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        outgoing.writeHead(response.statusCode, response.headers).end(Buffer.concat(chunks));
      });
    });
    call.on('error', () => outgoing.destroy());
    outgoing.on('close', () => call.destroy());
    incoming.pipe(call);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test('behind a proxy that holds back events, the page loads and polls', async ({
  page,
  emulator,
}) => {
  const proxy = await startBufferingProxy(emulator);
  await call(emulator, 'send', { phone: `${PHONE}1` });
  await page.goto(`http://127.0.0.1:${proxy.address().port}/`);
  await expect(page.locator('#conversations li')).toHaveCount(1);
  await call(emulator, 'send', { phone: `${PHONE}2` });
  await expect(page.locator('#conversations li')).toHaveCount(2);
  await expect(page.locator('#live')).toHaveText('every few seconds');
  await page.close();
  proxy.closeAllConnections();
  proxy.close();
});

test('the page says that the emulator is gone, and follows the next one', async ({
  page,
  emulator,
}) => {
  const { startEmulator } = await import('../../index.mjs');
  await open(page, emulator);
  await call(emulator, 'send', { phone: PHONE });
  await expect(page.locator('#conversations li')).toHaveCount(1);
  const { port } = emulator;
  await emulator.stop();
  await expect(page.locator('#live')).toHaveText('reconnecting');
  const next = await startEmulator({ port });
  await expect(page.locator('#live')).toHaveText('live');
  await expect(page.locator('#conversations li')).toHaveCount(0);
  await call(next, 'send', { phone: `${PHONE}1` });
  await expect(page.locator('.bubble')).toHaveCount(1);
  expect(page.url()).toContain(rootOf(next));
  await next.stop();
});

import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { test as base, expect } from '@playwright/test';
import { startEmulator } from '../../../emulator/index.mjs';

const require = createRequire(import.meta.url);
const { BaxCloudVerifyClient } = require('../../../../index.js');
const { createPhoneLogin, toNodeHandler } = require('../../index.js');
const { loginPage } = require('../../page.js');

/**
 * Each test has an emulator and an app with the page; it fails if anything goes wrong in the
 * browser.
 */
export const test = base.extend({
  /** Options of the page, of the login and of the emulator, and what the app answers to a login. */
  setup: [{}, { option: true }],
  emulator: async ({ setup }, use) => {
    const emulator = await startEmulator({ sendLimit: 0, ...setup.emulator });
    await use(emulator);
    await emulator.stop();
  },
  app: async ({ emulator, setup }, use) => {
    const { projectId, apiKey, url } = emulator;
    const client = new BaxCloudVerifyClient({ projectId, apiKey, baseUrl: url });
    const verified = [];
    const handle = toNodeHandler({
      login: createPhoneLogin({ client, ...setup.login }),
      clientAddress: 'socket',
      onVerified: ({ phone }) => {
        verified.push(phone);
        return setup.answer;
      },
      onError() {},
    });
    const page = loginPage(setup.page);
    const server = createServer((req, res) =>
      page.node(req, res, () =>
        handle(req, res, () => {
          res.setHeader('content-type', 'text/html');
          res.end('<!doctype html><title>Home</title><h1>Home</h1>');
        }),
      ),
    );
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    await use({ address: `http://127.0.0.1:${server.address().port}`, verified });
    server.closeAllConnections();
    server.close();
  },
  login: async ({ page, app }, use) => {
    const problems = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (call) => {
      if (!call.url().startsWith(app.address)) problems.push(call.url());
    });
    await page.goto(`${app.address}/login`);
    await use(page);
    // A browser calls every answer of 400 and above an error.
    expect(problems.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
  },
});

export { expect };

// Uses the Chromium of the machine: Playwright downloads none.

import { chromium } from '../../../../tools/chromium.mjs';

export default {
  testDir: '.',
  testMatch: '**/*.spec.mjs',
  fullyParallel: true,
  workers: 2,
  // A page that does not start fails all tests.
  maxFailures: 5,
  // Most tests take a few seconds. A busy machine takes far longer for those with axe-core.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  outputDir: 'node_modules/.playwright',
  use: {
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: {
      executablePath: chromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
};

// Uses the Chromium of the machine: none is downloaded.

export default {
  testDir: '.',
  testMatch: '**/*.spec.mjs',
  workers: 2,
  timeout: 30_000,
  reporter: 'list',
  outputDir: 'node_modules/.playwright',
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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

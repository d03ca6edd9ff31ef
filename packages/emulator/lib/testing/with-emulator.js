// Playwright fixtures: an emulator per worker and a project per test.

const { connectNow } = require('../connect-emulator.js');
const { startEmulator } = require('../start-emulator.js');
const { clientVariables, sharedEmulator } = require('./test-environment.js');

function withEmulator(test, options = {}) {
  return test.extend({
    emulator: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures.
      async ({}, use) => {
        const shared = sharedEmulator();
        const emulator = shared ? connectNow(shared.url) : await startEmulator(options);
        process.env.BAXVERIFY_ALLOW_HOSTS = clientVariables(emulator).BAXVERIFY_ALLOW_HOSTS;
        await use(emulator);
        await emulator.stop();
      },
      { scope: 'worker' },
    ],
    project: async ({ emulator }, use) => {
      const created = emulator.createProject();
      await use(created);
      created.remove();
    },
  });
}

module.exports = { withEmulator };
